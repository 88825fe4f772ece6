"""What rules ask of their arguments: each function refuses the call, or returns quietly.

The keyword an argument is passed by is the name the message gives it: ``require.positive(num_groups=g)``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from typed_torch.errors import ArgumentTypeError, ArgumentValueError, DeviceError, DTypeError
from typed_torch.shape.dims import (
    UNKNOWN,
    Dim,
    differ,
    fixed_rank,
    show_dim,
    show_shape,
)
from typed_torch.shape.promotion import category
from typed_torch.shape.rule import Undetermined, refuse
from typed_torch.shape.sizes import possibly_equal, surely_less
from typed_torch.shape.spec import FLOATING, HALF_PRECISION, Spec, devices_match

__all__ = [
    "dimension",
    "divisible",
    "floating",
    "inexact",
    "not_negative",
    "number_not_negative",
    "one_of",
    "per_channel",
    "positive",
    "rank_at_least",
    "same_device",
    "same_dtype",
    "size",
]


def _the_one(named: dict[str, Any]) -> tuple[str, Any]:
    ((name, value),) = named.items()
    return name, value


def rank_at_least(rank: int, layout: str, **tensor: Spec) -> None:
    """The tensor has ``rank`` dimensions or more; ``layout`` says which, such as ``(N, C, *)``."""
    name, spec = _the_one(tensor)
    actual = fixed_rank(spec.shape)
    if actual is not None and actual < rank:
        plural = "" if rank == 1 else "s"
        refuse(f"{name} must have at least {rank} dimension{plural} {layout}, got {actual}", argument=name)


def rank(*ranks: int, **tensor: Spec) -> None:
    """The tensor has one of these numbers of dimensions."""
    name, spec = _the_one(tensor)
    actual = fixed_rank(spec.shape)
    if actual is None:
        raise Undetermined
    if actual not in ranks:
        expected = " or ".join(map(str, ranks))
        refuse(f"{name} must have {expected} dimensions, got {show_shape(spec.shape)}", argument=name)


def _no_bool(expected: str, name: str, value: Any) -> None:
    if isinstance(value, bool):
        refuse(f"{name} must be {expected}, got bool ({value})", argument=name, kind=ArgumentTypeError)


def positive(**number: Dim) -> None:
    """The number is an int above 0."""
    name, value = _the_one(number)
    _no_bool("an int", name, value)
    if surely_less(value, 1):
        refuse(f"{name} must be positive, got {value}", argument=name)


def not_negative(**number: Dim) -> None:
    """The number is an int of 0 or more."""
    name, value = _the_one(number)
    _no_bool("an int", name, value)
    if surely_less(value, 0):
        refuse(f"{name} must not be negative, got {value}", argument=name)


def divisible(**dividend_and_divisor: Dim) -> None:
    """The first number is a multiple of the second: ``divisible(num_channels=6, num_groups=3)``."""
    (dividend, total), (divisor, parts) = dividend_and_divisor.items()
    if not possibly_equal(total % parts, 0):
        refuse(
            f"{dividend} ({total}) is not divisible by {divisor} ({parts})",
            argument=divisor,
            way_out=_divisors(total),
        )


def _divisors(total: Any, most: int = 12) -> str:
    if not isinstance(total, int):
        return ""
    low = [d for d in range(1, math.isqrt(total) + 1) if total % d == 0]
    all_of_them = sorted({*low, *(total // d for d in low)})
    if len(all_of_them) > most:
        return f"choose a divisor of {total}, such as {', '.join(map(str, all_of_them[:most]))}"
    return f"choose one of {', '.join(map(str, all_of_them))}"


def floating(**tensor: Spec) -> None:
    """The tensor is float16, bfloat16, float32 or float64."""
    name, spec = _the_one(tensor)
    if spec.dtype is not None and spec.dtype not in FLOATING:
        refuse(
            f"{name} must be floating point, got {spec.dtype}",
            argument=name,
            way_out=f"convert it first, such as {name}.float()",
            kind=DTypeError,
        )


def dimension(rank: int, **number: Dim) -> int:
    """The number names one of ``rank`` dimensions; returned counted from the front."""
    name, value = _the_one(number)
    _no_bool("an int", name, value)
    if not -rank <= value < rank:
        refuse(f"{name} must be between {-rank} and {rank - 1}, got {value}", argument=name)
    return int(value) % rank


def size(expected: Dim, dim: int, meaning: str, **tensor: Spec) -> None:
    """Dimension ``dim`` of the tensor is ``expected``; ``meaning`` names it, such as ``num_channels``."""
    name, spec = _the_one(tensor)
    actual = spec.dim(dim)
    if differ(actual, expected):
        refuse(
            f"{name} must have {meaning} ({show_dim(expected)}) in dimension {dim}, got {show_dim(actual)}",
            argument=name,
        )


def per_channel(channels: Dim, like: Spec, **tensor: Spec | None) -> None:
    """The parameter has shape ``(channels,)`` and the dtype and device that go with ``like``."""
    name, spec = _the_one(tensor)
    if spec is None:
        return
    rank = fixed_rank(spec.shape)
    if (rank is not None and rank != 1) or (rank == 1 and differ(spec.shape[0], channels)):
        refuse(
            f"{name} must have shape {show_shape((channels,))}, one value per channel of input, "
            f"got {show_shape(spec.shape)}",
            argument=name,
        )
    if like.dtype not in HALF_PRECISION:
        same_dtype(input=like, **{name: spec})
    elif spec.dtype not in {like.dtype, "float32", None}:
        refuse(
            f"{name} must be {like.dtype} like input, or float32, got {spec.dtype}",
            argument=name,
            way_out=f"convert it with {name}.to(input.dtype)",
            kind=DTypeError,
        )
    same_device(input=like, **{name: spec})


def inexact(**tensor: Spec) -> None:
    """The tensor is of floating point or complex."""
    name, spec = _the_one(tensor)
    if spec.dtype is not None and category(spec.dtype) in ("int", "bool"):
        refuse(
            f"{name} must be floating point or complex, got {spec.dtype}",
            argument=name,
            way_out=f"convert it first, such as {name}.float()",
            kind=DTypeError,
        )


def same_dtype(**tensors: Spec) -> None:
    """The second tensor has the dtype of the first."""
    (reference, first), (name, spec) = tensors.items()
    if first.dtype is None or spec.dtype is None or first.dtype == spec.dtype:
        return
    refuse(
        f"{name} must be {first.dtype} like {reference}, got {spec.dtype}",
        argument=name,
        way_out=f"convert it with {name}.to({reference}.dtype)",
        kind=DTypeError,
    )


def same_device(**tensors: Spec) -> None:
    """The second tensor is on the device of the first; ``cuda`` is the same as any one ``cuda:0``."""
    (reference, first), (name, spec) = tensors.items()
    if first.device is None or spec.device is None or devices_match(first.device, spec.device):
        return
    refuse(
        f"{name} must be on {first.device} like {reference}, got {spec.device}",
        argument=name,
        way_out=f"move it with {name}.to({reference}.device)",
        kind=DeviceError,
    )


def number_not_negative(**number: Any) -> None:
    """The number is finite and 0 or more."""
    name, value = _the_one(number)
    if value is UNKNOWN:
        return
    _no_bool("a float", name, value)
    if not 0 <= value < math.inf:
        refuse(f"{name} must be finite and not negative, got {value}", argument=name, kind=ArgumentValueError)


def one_of(choices: Sequence[str], **choice: Any) -> None:
    """The argument is ``None`` or one of ``choices``."""
    name, value = _the_one(choice)
    if value is None or value is UNKNOWN or value in choices:
        return
    expected = " or ".join([*map(repr, choices), "None"])
    refuse(f"{name} must be {expected}, got {value!r}", argument=name, kind=ArgumentValueError)
