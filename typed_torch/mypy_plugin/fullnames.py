"""Where the names that the plugin knows are defined in the stubs."""

from __future__ import annotations

__all__ = [
    "AUTOGRAD_FUNCTION",
    "CONSTRUCTED",
    "DEVICES",
    "DIM",
    "DTYPES",
    "FACTORIES",
    "HOLDERS",
    "ITEMS",
    "JOINED",
    "LAYERS",
    "LIKE_FACTORIES",
    "PACKAGE",
    "PARAMETER",
    "RETURN_TYPES",
    "REVEAL",
    "SEQUENTIAL",
    "SIZE",
    "SIZED_LAYERS",
    "SYMBOLIC",
    "TENSOR",
    "TENSOR_PROPERTIES",
    "TENSOR_ROWS",
    "TORCH_MODULE",
    "TORCH_PARAMETER",
    "TORCH_TENSOR",
    "TYPED_LAYERS",
    "WALKS",
    "is_module",
    "module_path",
    "public_path",
    "torch_path",
]

PACKAGE = "typed_torch."
TORCH_TENSOR = "torch._tensor.Tensor"
# torch's own classes of tensors that may be made by calling them, with the dtype of what they make.
CONSTRUCTED = {TORCH_TENSOR: "float32"} | {
    f"torch._C.{name}Tensor": dtype
    for name, dtype in {
        "BFloat16": "bfloat16", "Bool": "bool", "Byte": "uint8", "Char": "int8", "Double": "float64",
        "Float": "float32", "Half": "float16", "Int": "int32", "Long": "int64", "Short": "int16",
    }.items()
}  # fmt: skip
TORCH_MODULE = "torch.nn.modules.module.Module"
AUTOGRAD_FUNCTION = "torch.autograd.function.Function"
SYMBOLIC = frozenset({"torch.SymInt", "torch.SymFloat"})
TENSOR = "typed_torch._tensor.Tensor"
PARAMETER = "typed_torch.nn._parameter.Parameter"
TORCH_PARAMETER = "torch.nn.parameter.Parameter"
SIZE = "typed_torch._sizes.Size"
DIM = "typed_torch._sizes.Dim"
REVEAL = "typed_torch._sizes.reveal"
TENSOR_PROPERTIES = frozenset(
    f"torch._C.TensorBase.{name}" for name in ("H", "T", "data", "grad", "imag", "mH", "mT", "real")
)
TENSOR_ROWS = frozenset(f"{owner}.__iter__" for owner in (TENSOR, PARAMETER, TORCH_TENSOR))
DTYPES = "typed_torch._dtype."
DEVICES = "typed_torch._device."
RETURN_TYPES = "typed_torch._return_types."
JOINED = frozenset({TENSOR, PARAMETER, "typed_torch.nn._normalization.GroupNorm"})
# torch's own modules as the stubs have them: with their sizes as type arguments, with a typed call, all of them.
SIZED_LAYERS = (f"{PACKAGE}nn._convolution", f"{PACKAGE}nn._sized")
TYPED_LAYERS = (*SIZED_LAYERS, f"{PACKAGE}nn._kept")
LAYERS = (*TYPED_LAYERS, f"{PACKAGE}nn._layers")
WALKS = frozenset({"builtins.enumerate", "builtins.iter", "builtins.reversed", "builtins.zip"})
ITEMS = frozenset(
    {"builtins.list.pop", "builtins.list.__getitem__", "builtins.list.__iter__"}
    | {f"builtins.dict.{name}" for name in ("__getitem__", "get", "items", "pop", "values")}
)
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
    "torch.fft.": "fft.",
    "torch.linalg.": "linalg.",
    "torch.special.": "special.",
    "torch.nn.init.": "nn.init.",
    "torch.autograd.": "autograd.",
    f"{PACKAGE}_activation.": "",
    f"{PACKAGE}nn.functional._activation.": "nn.functional.",
    f"{TENSOR}.": "Tensor.",
    f"{PARAMETER}.": "Tensor.",
}

# What torch's stubs take from where it has another name.
_RENAMED = {"torch._C._nn.log_sigmoid": "torch.nn.functional.logsigmoid"}


SEQUENTIAL = "nn.Sequential"
HOLDERS = frozenset({SEQUENTIAL, "nn.ModuleDict", "nn.ModuleList"})


def module_path(fullname: str) -> str | None:
    """The path under ``torch`` of one of torch's own modules, reached through torch or through us.

    >>> module_path("torch.nn.modules.conv.Conv2d")
    'nn.Conv2d'
    """
    name = fullname.rpartition(".")[2]
    return f"nn.{name}" if is_module(fullname) and name[:1].isupper() else None


def is_module(fullname: str) -> bool:
    """Whether ``fullname`` is one of torch's own modules, or a base of some."""
    home = fullname.rpartition(".")[0]
    return home.startswith("torch.nn.modules.") or home in LAYERS


def torch_path(fullname: str) -> str | None:
    """The path under ``torch`` of an operation of torch's own, or of a typed tensor's method.

    >>> torch_path("torch._C._VariableFunctions.relu")
    'relu'
    """
    fullname = _RENAMED.get(fullname, fullname)
    home, _, name = fullname.rpartition(".")
    path = _HOMES.get(f"{home}.")
    return None if path is None else f"{path}{name}"
