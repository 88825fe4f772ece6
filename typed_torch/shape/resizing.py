"""Other sizes for signals, pictures and volumes: padding, interpolation, sampling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from typed_torch.errors import ArgumentTypeError, ArgumentValueError
from typed_torch.shape.axes import known, rank_of
from typed_torch.shape.dims import UNKNOWN, Dim, Shape, Size, Unknown, differ, fixed_rank, show_dim, show_shape
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.sizes import surely_less
from typed_torch.shape.spec import Sizes, Spec
from typed_torch.shape.windows import each_of

__all__ = ["padded", "resized"]


def padded(input: Spec, pad: Any, mode: Any) -> Shape:
    """The shape of ``input`` with the pairs of numbers in ``pad`` more before and after, from the last dimension on.

    >>> padded(Spec((2, 3, 4)), (1, 1, 0, 5), "constant")
    (2, 8, 6)
    """
    known(pad)
    if not isinstance(pad, (list, tuple)):
        refuse(f"pad must be a tuple of ints, got {pad}", argument="pad", kind=ArgumentTypeError)
    pairs = [*zip(pad[::2], pad[1::2], strict=False)]
    if len(pad) % 2 or len(pairs) > rank_of(input):
        refuse(
            f"pad must hold a pair of numbers for each dimension, from the last on, of input "
            f"{show_shape(input.shape)}, got {tuple(pad)}",
            argument="pad",
        )
    if mode != "constant" and mode is not UNKNOWN:
        _of_a_kind(input, pairs, mode)
    sizes: list[Any] = list(input.shape)
    for place, (before, after) in enumerate(pairs, 1):
        sizes[-place] = sizes[-place] + before + after
        if surely_less(sizes[-place], 0):
            refuse(
                f"pad takes more than there is in dimension {-place} of input {show_shape(input.shape)}, "
                f"got {tuple(pad)}",
                argument="pad",
            )
    return tuple(sizes)


def _of_a_kind(input: Spec, pairs: Sequence[tuple[Any, Any]], mode: Any) -> None:
    """Padding with what is in ``input``: its last dimensions, all of them, by no more than they have."""
    _one_of(("constant", "reflect", "replicate", "circular"), mode=mode)
    rank = len(input.shape)
    if rank - len(pairs) not in (1, 2):
        refuse(
            f"pad must hold a pair of numbers for each dimension after the channels of input "
            f"{show_shape(input.shape)} for mode {mode!r}, got {len(pairs)} pairs",
            argument="pad",
        )
    for place, pair in enumerate(pairs, 1):
        size: Any = input.shape[-place]
        most = size - 1 if mode == "reflect" else size if mode == "circular" else None
        if most is not None and any(surely_less(most, number) for number in pair):
            refuse(f"pad must be at most {show_dim(most)} in dimension {-place} for mode {mode!r}", argument="pad")


def _one_of(modes: Sequence[str], **choice: Any) -> None:
    """The argument is one of ``modes``."""
    ((name, value),) = choice.items()
    if value is not UNKNOWN and value not in modes:
        refuse(f"{name} must be {' or '.join(map(repr, modes))}, got {value!r}", argument=name, kind=ArgumentValueError)


@rule("nn.functional.pad", dtype="input")
def pad(input: Spec, pad: Dim | Sizes, mode: str | Unknown = "constant", value: float | Unknown | None = None) -> Shape:
    """Make dimensions larger at both ends, by pairs of numbers from the last on; smaller by negative ones.

    >>> pad(Spec((2, 3, 4)), (1, 1, 0, 5)).shape
    (2, 8, 6)
    """
    return padded(input, pad, mode)


@rule("constant_pad_nd", dtype="input")
def constant_pad_nd(input: Spec, pad: Dim | Sizes) -> Shape:
    """``nn.functional.pad`` with one number.

    >>> constant_pad_nd(Spec((2, 3, 4)), (1, 1)).shape
    (2, 3, 6)
    """
    return padded(input, pad, "constant")


MODES = ("nearest", "nearest-exact", "linear", "bilinear", "bicubic", "trilinear", "area", "lanczos")
_RANKS = {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3, "lanczos": 2}


def resized(input: Spec, size: Any, scale_factor: Any) -> Shape:
    """The shape of ``(N, C, *)`` with all dimensions after the channels of ``size``, or so many times larger.

    >>> resized(Spec((1, 3, 10, 10)), None, 1.25)
    (1, 3, 12, 12)
    """
    rank = rank_of(input) - 2
    if rank not in (1, 2, 3):
        refuse(f"input must have 3 to 5 dimensions (N, C, *), got {show_shape(input.shape)}", argument="input")
    if (size is None) == (scale_factor is None):
        which = "both" if size is not None else "neither"
        refuse(f"size or scale_factor must be given, got {which}", argument="size", kind=ArgumentTypeError)
    if size is not None:
        return input.shape[:2] + _one_for_each(size, rank, "size")
    factors = _one_for_each(scale_factor, rank, "scale_factor")
    return input.shape[:2] + tuple(map(_scaled, input.shape[2:], factors))


def _one_for_each(value: Any, rank: int, argument: str) -> tuple[Any, ...]:
    if isinstance(value, (list, tuple)) and len(value) != rank:
        refuse(f"{argument} must be one number or {rank} of them, got {show_shape(tuple(value))}", argument=argument)
    found = each_of(value, rank, argument)
    if any(isinstance(number, (int, float)) and number <= 0 for number in found):
        refuse(f"{argument} must be positive, got {value}", argument=argument)
    return found


def _scaled(size: Any, factor: Any) -> Dim:
    if not isinstance(factor, (int, float)):
        return UNKNOWN
    if isinstance(size, int):
        return math.floor(size * factor)
    if isinstance(size, Size):
        return size * int(factor) if factor == int(factor) else _shrunk(size, factor)
    return UNKNOWN


def _shrunk(size: Any, factor: float) -> Dim:
    """A size times 0.5 or another part whose float is exact, so that its floor is that of a division."""
    parts, whole = float(factor).as_integer_ratio()
    return size * parts // whole if whole <= 2**10 else UNKNOWN


@rule("nn.functional.interpolate", "nn.functional.upsample", "nn.Upsample.forward", dtype="input")
def interpolate(
    input: Spec,
    size: Dim | Sizes | None = None,
    scale_factor: float | Sequence[float] | None = None,
    mode: str | Unknown = "nearest",
    align_corners: bool | Unknown | None = None,
) -> Shape:
    """Resize what follows the channels of ``(N, C, *)`` to ``size``, or by ``scale_factor``, rounding down.

    >>> interpolate(Spec((1, 3, 10, 10)), scale_factor=2).shape
    (1, 3, 20, 20)
    """
    _one_of(MODES, mode=mode)
    shape = resized(input, size, scale_factor)
    _rank_for(input, mode)
    return shape


def _rank_for(input: Spec, mode: Any) -> None:
    expected = _RANKS.get(mode) if mode is not UNKNOWN else None
    if expected is not None and len(input.shape) != expected + 2:
        refuse(
            f"input must have {expected + 2} dimensions for mode {mode!r}, got {show_shape(input.shape)}",
            argument="mode",
        )


@rule(
    *named("upsample_nearest upsample_bilinear", "nn.functional.{}"),
    *named("UpsamplingNearest2d UpsamplingBilinear2d", "nn.{}.forward"),
    dtype="input",
)  # fmt: skip
def upsample(
    input: Spec, size: Dim | Sizes | None = None, scale_factor: float | Sequence[float] | None = None
) -> Shape:
    """``nn.functional.interpolate`` in one mode.

    >>> upsample(Spec((1, 3, 10, 10)), 5).shape
    (1, 3, 5, 5)
    """
    return resized(input, size, scale_factor)


@rule("nn.functional.grid_sample", dtype="input")
def grid_sample(input: Spec, grid: Spec) -> Shape:
    """Look ``(N, C, H, W)`` up at the places of ``grid``, ``(N, H_out, W_out, 2)``; or all with one dimension more.

    >>> grid_sample(Spec((8, 3, 32, 32)), Spec((8, 16, 16, 2))).shape
    (8, 3, 16, 16)
    """
    rank = rank_of(input)
    if rank not in (4, 5):
        refuse(f"input must have 4 or 5 dimensions (N, C, *), got {show_shape(input.shape)}", argument="input")
    expected = (input.shape[0], *(UNKNOWN,) * (rank - 2), rank - 2)
    if rank_of(grid) != rank or any(map(differ, grid.shape, expected)):
        refuse(f"grid must have shape {show_shape(expected)}, got {show_shape(grid.shape)}", argument="grid")
    return (*input.shape[:2], *grid.shape[1:-1])


@rule("nn.functional.affine_grid", dtype="theta")
def affine_grid(theta: Spec, size: Dim | Sizes) -> Shape:
    """The places that ``theta``, ``(N, 2, 3)`` or ``(N, 3, 4)``, moves those of an output of ``size`` to.

    >>> affine_grid(Spec((8, 2, 3)), (8, 3, 16, 16)).shape
    (8, 16, 16, 2)
    """
    known(size)
    sizes: Any = size if isinstance(size, (list, tuple)) else [size]
    if len(sizes) not in (4, 5):
        refuse(f"size must have 4 or 5 numbers (N, C, *), got {tuple(sizes)}", argument="size")
    rank = len(sizes) - 2
    expected = (sizes[0], rank, rank + 1)
    if fixed_rank(theta.shape) not in (None, 3) or any(map(differ, theta.shape, expected)):
        refuse(f"theta must have shape {show_shape(expected)}, got {show_shape(theta.shape)}", argument="theta")
    return (sizes[0], *sizes[2:], rank)
