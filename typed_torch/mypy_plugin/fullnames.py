"""Where the names that the plugin knows are defined in the stubs."""

from __future__ import annotations

__all__ = [
    "DEVICES",
    "DTYPES",
    "FACTORIES",
    "LIKE_FACTORIES",
    "PACKAGE",
    "SYMBOLIC",
    "TENSOR",
    "TORCH_TENSOR",
    "public_path",
    "torch_path",
]

PACKAGE = "typed_torch."
TORCH_TENSOR = "torch._tensor.Tensor"
SYMBOLIC = frozenset({"torch.SymInt", "torch.SymFloat"})
TENSOR = "typed_torch._tensor.Tensor"
DTYPES = "typed_torch._dtype."
DEVICES = "typed_torch._device."
FACTORIES = frozenset({"typed_torch._factories.Factory.__call__", "typed_torch._filled.FullFactory.__call__"})
LIKE_FACTORIES = frozenset({"typed_torch._likes.LikeFactory.__call__", "typed_torch._likes.FullLikeFactory.__call__"})


def public_path(fullname: str) -> str | None:
    """The path under ``torch`` of a name defined in the stubs, whose private modules do not count.

    >>> public_path("typed_torch.nn.functional._normalization.group_norm")
    'nn.functional.group_norm'
    """
    if not fullname.startswith(PACKAGE):
        return None
    return ".".join(part for part in fullname.removeprefix(PACKAGE).split(".") if part[:1] != "_")


# Modules of torch's stubs, with what they are under torch.
_HOMES = {
    "torch._C._VariableFunctions.": "",
    "torch.functional.": "",
    "torch.nn.functional.": "nn.functional.",
    "torch._C._nn.": "nn.functional.",
    "torch.special.": "special.",
    f"{TENSOR}.": "Tensor.",
}


def torch_path(fullname: str) -> str | None:
    """The path under ``torch`` of an operation of torch's own, or of a typed tensor's method.

    >>> torch_path("torch._C._VariableFunctions.relu")
    'relu'
    """
    home, _, name = fullname.rpartition(".")
    path = _HOMES.get(f"{home}.")
    return None if path is None else f"{path}{name}"
