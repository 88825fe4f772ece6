"""``convert``: the group normalizations of an existing model, replaced in place."""

from __future__ import annotations

import torch

from typed_torch._convert.consumers import fusion_obstacles
from typed_torch._convert.deferred import FusedGroupNorm
from typed_torch._convert.report import Conversion, Site
from typed_torch._tracebacks import hide_frames
from typed_torch.errors import ArgumentValueError, TensorTypeError
from typed_torch.nn._normalization import GroupNorm
from typed_torch.shape import RULES
from typed_torch.shape.arguments import wrong_type
from typed_torch.shape.rule import compose

__all__ = ["Conversion", "convert"]

_RULE = RULES["nn.GroupNorm"]
_ORIGINAL = "_converted_from"


def convert(model: torch.nn.Module, *, fuse: bool = False, undo: bool = False) -> Conversion:
    """Replace every ``torch.nn.GroupNorm`` of ``model`` by a ``typed_torch.nn.GroupNorm``, in place.

    Each module stays the object it is and only changes its class: parameters, buffers, hooks, names, state-dict keys,
    training mode, dtype, device and memory format are those of before. Subclasses of ``torch.nn.GroupNorm`` are left.

    Args:
        model: any module; may itself be a ``torch.nn.GroupNorm``.
        fuse: also run each group normalization in one with a SiLU, where its result goes to a SiLU and to nothing
            else. That is found with ``torch.fx`` where the code that calls it traces, and in its source where it does
            not. Should the model's code still use the result in another way, it gets the plain normalization.
        undo: restore what ``convert`` replaced.

    Returns:
        What became of each group normalization, and why those were left that were left.

    Raises:
        ArgumentTypeError: ``model`` is not a ``torch.nn.Module``.
        ArgumentValueError: both ``fuse`` and ``undo``.

    >>> model = torch.nn.Sequential(torch.nn.Conv2d(3, 6, 1), torch.nn.GroupNorm(3, 6), torch.nn.SiLU())
    >>> print(convert(model, fuse=True))
    GroupNorm: 1 fused on CUDA
      fused on CUDA  1
    """
    try:
        return _converted(model, fuse, undo)
    except TensorTypeError as error:
        hide_frames(error)
        raise


def _converted(model: torch.nn.Module, fuse: bool, undo: bool) -> Conversion:
    if not isinstance(model, torch.nn.Module):
        raise wrong_type("convert", "model", "a torch.nn.Module", type(model).__name__)
    if fuse and undo:
        message = compose("convert", "fuse and undo cannot both be asked for", {})
        raise ArgumentValueError(message, operation="convert", argument="undo")
    norms = {module: name for name, module in model.named_modules() if isinstance(module, torch.nn.GroupNorm)}
    if undo:
        return Conversion(tuple(_restored(norm, name) for norm, name in norms.items()))
    obstacles = fusion_obstacles(model, {norm: name for norm, name in norms.items() if _is_known(norm)}) if fuse else {}
    return Conversion(tuple(_replaced(norm, name, obstacles.get(norm)) for norm, name in norms.items()))


def _is_known(norm: torch.nn.GroupNorm) -> bool:
    """Whether the ``forward`` of ``norm`` is torch's or ours."""
    return type(norm) in {torch.nn.GroupNorm, GroupNorm} and "forward" not in vars(norm)


def _replaced(norm: torch.nn.GroupNorm, name: str, obstacle: str | None) -> Site:
    """Replace ``norm``, by the fused form if there is no ``obstacle``: empty for none, ``None`` if nobody asked."""
    if reason := _reason_to_leave(norm):
        return Site(name, "left", reason)
    is_fused = obstacle == "" and getattr(norm, "activation", None) is None
    if type(norm) is GroupNorm and not is_fused:
        return Site(name, "left", "is a typed_torch.nn.GroupNorm already" + (f"; {obstacle}" if obstacle else ""))
    vars(norm)[_ORIGINAL] = vars(norm).get(_ORIGINAL, type(norm))
    norm.__class__ = FusedGroupNorm if is_fused else GroupNorm
    return Site(name, "fused") if is_fused else Site(name, "replaced", f"not fused: {obstacle}" if obstacle else "")


def _reason_to_leave(norm: torch.nn.GroupNorm) -> str:
    if type(norm) is FusedGroupNorm:
        return "is fused already"
    if not _is_known(norm):
        is_patched = "forward" in vars(norm)
        return "its forward was replaced" if is_patched else f"is a subclass of GroupNorm, {type(norm).__name__}"
    try:
        _RULE(num_groups=norm.num_groups, num_channels=norm.num_channels, eps=norm.eps)
    except TensorTypeError as error:
        return str(error).splitlines()[0]
    return ""


def _restored(norm: torch.nn.GroupNorm, name: str) -> Site:
    original = vars(norm).get(_ORIGINAL)
    if original is None or type(norm) not in {GroupNorm, FusedGroupNorm}:
        return Site(name, "left", "was not replaced")
    if norm.activation is not None and original is torch.nn.GroupNorm:
        return Site(name, "left", "was given an activation, which torch.nn.GroupNorm does not have")
    norm.__class__ = original
    for attribute in (_ORIGINAL, *(["activation"] if original is torch.nn.GroupNorm else [])):
        vars(norm).pop(attribute, None)
    return Site(name, "restored")
