"""What PTX instructions compute, on arrays of a value for each thread.

Results that the hardware only approximates are off by as much as the ISA allows, up for some operands and down for
others, so that what passes here does not lean on a better approximation than is promised. Powers of two are exact.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Array", "Operation", "bits_of", "operation", "unsigned"]

Array = npt.NDArray[Any]

_FORMS = {"f": np.float32, "s": np.int32, "u": np.uint32, "b": np.uint32}
_SIZES = {"f": {16: np.float16, 64: np.float64}, "s": {16: np.int16, 64: np.int64, 8: np.int8}}
_UNSIGNED = {1: np.bool_, 8: np.uint8, 16: np.uint16, 32: np.uint32, 64: np.uint64}


class Operation(NamedTuple):
    """``compute`` takes and gives arrays of the NumPy types ``sources`` and ``result``."""

    compute: Callable[..., Array]
    sources: tuple[Any, ...]
    result: Any


def unsigned(bits: int) -> Any:
    """The NumPy type that holds so many bits, of whatever meaning."""
    return _UNSIGNED[bits]


def bits_of(type: str) -> int:
    """Bits of a PTX type."""
    return 1 if type == "pred" else 32 if type.endswith("x2") else int(type.lstrip("bfsu"))


@cache
def operation(opcode: str) -> Operation:
    """What ``opcode`` does, unless it moves, branches, waits or asks other threads."""
    name, *modifiers = opcode.split(".")
    kind = modifiers.pop()
    if name == "cvt":
        return _conversion(modifiers, kind)
    form = _numpy(kind)
    if name == "setp":
        (comparison,) = modifiers
        return Operation(_COMPARISONS[comparison], (form, form), np.bool_)
    if name == "selp":
        return Operation(lambda a, b, p: np.where(p, a, b), (form, form, np.bool_), form)
    if name in ("shl", "shr"):
        return Operation(_shifted_left if name == "shl" else _shifted_right, (form, np.uint32), form)
    if "wide" in modifiers:
        return _wide(name, form, _numpy(kind[0] + str(2 * bits_of(kind))))
    key = ".".join([name, *(modifier for modifier in modifiers if modifier not in ("rn", "lo", "ftz", "wrap"))])
    if key not in _COMPUTED:
        raise NotImplementedError(opcode)
    compute, count = _COMPUTED[key]
    return Operation(_flushed(compute) if "ftz" in modifiers else compute, (form,) * count, form)


def _numpy(type: str) -> Any:
    if type == "pred":
        return np.bool_
    form, bits = type[0], bits_of(type)
    if bits == 32:
        return _FORMS[form]
    return _SIZES.get(form, _UNSIGNED)[bits]


def _wide(name: str, form: Any, wide: Any) -> Operation:
    if name == "mul":
        return Operation(lambda a, b: a.astype(wide) * b.astype(wide), (form, form), wide)
    return Operation(lambda a, b, c: a.astype(wide) * b.astype(wide) + c, (form, form, wide), wide)


def _conversion(modifiers: list[str], of: str) -> Operation:
    *rounding, to = modifiers
    if rounding not in ([], ["rn"]) or (of[0] == "f" and to[0] in "us"):
        raise NotImplementedError(f"cvt.{'.'.join(modifiers)}.{of}")
    if to.endswith("x2"):  # the second operand comes first in memory
        half = _conversion([*rounding, to[:-2]], of).compute
        return Operation(lambda a, b: _joined(half(b), half(a)), (np.float32, np.float32), np.uint32)
    if to == "bf16":
        return Operation(_bfloat16, (np.float32,), np.uint16)
    if of == "bf16":
        return Operation(lambda a: (a.astype(np.uint32) << 16).view(np.float32), (np.uint16,), np.float32)
    form = _numpy(to)
    return Operation(lambda a: a.astype(form), (_numpy(of),), form)


def _joined(low: Array, high: Array) -> Array:
    return np.stack((low.view(np.uint16), high.view(np.uint16)), axis=-1).view(np.uint32)[..., 0]


def _bfloat16(a: Array) -> Array:
    """Rounded to the nearest, and of two to the even one."""
    bits = a.view(np.uint32).astype(np.uint64)
    rounded = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16
    return np.where(np.isnan(a), 0x7FFF, rounded).astype(np.uint16)


def _fma(a: Array, b: Array, c: Array) -> Array:
    """Rounded once, but for the last bit of a float64 product and what rounding twice to float32 does."""
    wide = np.float64 if a.dtype == np.float32 else np.longdouble
    return (a.astype(wide) * b.astype(wide) + c.astype(wide)).astype(a.dtype)


def _quotient(a: Array, b: Array) -> Array:
    """Cut off towards zero."""
    if a.dtype.kind == "f":
        return a / b
    quotient = a // b
    return quotient + ((quotient < 0) & (quotient * b != a)).astype(a.dtype)


def _shifted_left(a: Array, by: Array) -> Array:
    bits = a.dtype.itemsize * 8
    return np.where(by < bits, a << np.minimum(by, bits - 1).astype(a.dtype), a.dtype.type(0))


def _shifted_right(a: Array, by: Array) -> Array:
    bits = a.dtype.itemsize * 8
    shifted = a >> np.minimum(by, bits - 1).astype(a.dtype)
    return shifted if a.dtype.kind == "i" else np.where(by < bits, shifted, a.dtype.type(0))


def _funnel(low: Array, high: Array, by: Array) -> Array:
    """``shf.l.wrap``: the upper half of both, shifted left."""
    both = high.astype(np.uint64) << np.uint64(32) | low
    return (both << (by & 31).astype(np.uint64) >> np.uint64(32)).astype(np.uint32)


def _field(a: Array, start: Array, length: Array) -> Array:
    """``bfe`` of a field that lies inside the operand."""
    bits = a.dtype.itemsize * 8
    start, length = start.astype(a.dtype), length.astype(a.dtype)
    return a << (bits - start - length).astype(a.dtype) >> (bits - length).astype(a.dtype)


def _upper(a: Array, b: Array) -> Array:
    wide = np.int64 if a.dtype.kind == "i" else np.uint64
    return (a.astype(wide) * b.astype(wide) >> wide(32)).astype(a.dtype)


def _flushed(compute: Callable[..., Array]) -> Callable[..., Array]:
    """Operands and results too small for full precision count as zero."""

    def flush(a: Array) -> Array:
        return np.where(np.abs(a) < np.finfo(np.float32).tiny, np.copysign(np.float32(0), a), a)

    return lambda *operands: flush(compute(*map(flush, operands)))


def _approximated(compute: Callable[[Array], Array], units: int, is_exact: Callable[[Array], Array]) -> Any:
    """Off by ``units`` in the last place, up or down by the operand's bits, but where the hardware is exact."""

    def approximate(a: Array) -> Array:
        result = compute(a.astype(np.float64)).astype(np.float32)
        off = np.where(a.view(np.uint32) * np.uint32(2654435761) >> np.uint32(31), np.int32(units), np.int32(-units))
        is_off = np.isfinite(result) & (result != 0) & ~is_exact(a)
        return np.where(is_off, (result.view(np.int32) + off).view(np.float32), result)

    return approximate


def _is_power_of_2(a: Array) -> Array:
    return np.frexp(a)[0] == np.copysign(0.5, a)


_exponential = _approximated(np.exp2, 2, lambda a: a == np.rint(a))
_reciprocal = _approximated(np.reciprocal, 1, _is_power_of_2)


def _full_quotient(a: Array, b: Array) -> Array:
    """By the approximate reciprocal, with room for the exponents."""
    fraction, exponent = np.frexp(b)
    return np.ldexp(a * _reciprocal(fraction), -exponent)


_COMPARISONS: dict[str, Callable[..., Array]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: (a < b) | (a > b) if a.dtype.kind == "f" else a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "equ": lambda a, b: ~((a < b) | (a > b)),
    "neu": lambda a, b: a != b,
    "ltu": lambda a, b: ~(a >= b),
    "leu": lambda a, b: ~(a > b),
    "gtu": lambda a, b: ~(a <= b),
    "geu": lambda a, b: ~(a < b),
    "nan": lambda a, b: np.isnan(a) | np.isnan(b),
    "num": lambda a, b: ~(np.isnan(a) | np.isnan(b)),
}

_COMPUTED: dict[str, tuple[Callable[..., Array], int]] = {
    "abs": (np.abs, 1),
    "add": (np.add, 2),
    "and": (np.bitwise_and, 2),
    "bfe": (_field, 3),
    "copysign": (lambda sign, a: np.copysign(a, sign), 2),
    "div": (_quotient, 2),
    "div.full": (_full_quotient, 2),
    "ex2.approx": (_exponential, 1),
    "fma": (_fma, 3),
    "mad": (lambda a, b, c: a * b + c, 3),
    "max": (np.fmax, 2),
    "min": (np.fmin, 2),
    "mul": (np.multiply, 2),
    "mul.hi": (_upper, 2),
    "neg": (np.negative, 1),
    "not": (np.invert, 1),
    "or": (np.bitwise_or, 2),
    "rcp.approx": (_reciprocal, 1),
    "rem": (lambda a, b: a - _quotient(a, b) * b, 2),
    "shf.l": (_funnel, 3),
    "sqrt": (np.sqrt, 1),
    "sub": (np.subtract, 2),
    "xor": (np.bitwise_xor, 2),
}
