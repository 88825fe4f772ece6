"""Type promotion, by torch's names of dtypes.

https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from typed_torch.shape.dims import Many, Shape
from typed_torch.shape.spec import Spec

__all__ = [
    "DEFAULT",
    "DTYPES",
    "can_hold",
    "category",
    "complex_of",
    "item_size",
    "of_number",
    "promoted",
    "real_of",
    "result_dtype",
]

DEFAULT = "float32"
"""What integers become in floating-point mathematics; ``torch.set_default_dtype`` can change it."""

_CATEGORIES = ("bool", "int", "float", "complex")
_INTEGERS = ("int8", "int16", "int32", "int64")
_FLOATS = ("float16", "float32", "float64")
_COMPLEX = {"float16": "complex32", "bfloat16": "complex64", "float32": "complex64", "float64": "complex128"}
_REAL = {"complex32": "float16", "complex64": "float32", "complex128": "float64"}

DTYPES = frozenset({"bool", "uint8", "uint16", "uint32", "uint64", "bfloat16", *_INTEGERS, *_FLOATS, *_REAL})


def category(dtype: str) -> str:
    """``"bool"``, ``"int"``, ``"float"`` or ``"complex"``."""
    if dtype == "bool":
        return dtype
    return "complex" if dtype in _REAL else "float" if "float" in dtype else "int"


def item_size(dtype: str) -> int:
    """How many bytes an element has.

    >>> item_size("float32"), item_size("complex64"), item_size("bool")
    (4, 8, 1)
    """
    bits = dtype.lstrip("abcdefghijklmnopqrstuvwxyz")
    return int(bits) // 8 if bits else 1


def real_of(dtype: str) -> str:
    """The dtype of the parts of a complex number; any other dtype is itself."""
    return _REAL.get(dtype, dtype)


def can_hold(dtype: str, result: str) -> bool:
    """Whether an in-place operation writes a ``result`` into ``dtype``: of a category that is not higher."""
    return _CATEGORIES.index(category(result)) <= _CATEGORIES.index(category(dtype))


def promoted(a: str | None, b: str | None) -> str | None:
    """The dtype of a tensor of ``a`` with one of ``b``; ``None`` where it is not known."""
    if a is None or b is None or a == b:
        return a if a == b else None
    first, second = sorted((a, b), key=lambda dtype: _CATEGORIES.index(category(dtype)))
    if "bool" in (a, b):
        return second
    if category(first) != category(second):
        return _complex(first, second) if category(second) == "complex" and category(first) == "float" else second
    if category(a) == "float":
        return "float32" if {a, b} == {"float16", "bfloat16"} else _wider(a, b)
    if category(a) == "complex":
        return "complex128" if "complex128" in (a, b) else "complex64"
    return _integer(a, b)


def _complex(real: str, number: str) -> str:
    return "complex128" if real == "float64" else number


def _wider(a: str, b: str) -> str:
    return max(a, b, key=lambda dtype: _FLOATS.index("float16" if dtype == "bfloat16" else dtype))


def _integer(a: str, b: str) -> str | None:
    if "uint8" in (a, b):
        other = b if a == "uint8" else a
        return "int16" if other == "int8" else other if other in _INTEGERS else None
    if a not in _INTEGERS or b not in _INTEGERS:
        return None
    return max(a, b, key=_INTEGERS.index)


def of_number(value: Any) -> str | None:
    """The dtype by whose category a Python number takes part: that of ``1.0`` is the default."""
    for kind, dtype in ((bool, "bool"), (int, "int64"), (float, DEFAULT), (complex, "complex64")):
        if isinstance(value, kind):
            return dtype
    return None


def result_dtype(*operands: Any) -> str | None:
    """The dtype of an operation on tensors and numbers, as ``torch.result_type`` has it.

    0-dimensional tensors count where their category is higher than that of the others, numbers where it is even higher.
    """
    ranked: list[list[str | None]] = [[], [], []]
    for operand in operands:
        if isinstance(operand, Spec):
            ranked[operand.shape == ()].append(operand.dtype)
        else:
            ranked[2].append(of_number(operand))
    dtypes = {dtype for of_rank in ranked for dtype in of_rank}
    if None in dtypes:
        return None
    tensors = [operand for operand in operands if isinstance(operand, Spec)]
    if len({tensor.dtype for tensor in tensors}) > 1 and any(_may_be_a_number(tensor.shape) for tensor in tensors):
        return None
    found = [reduce(promoted, of_rank) for of_rank in ranked if of_rank]
    return reduce(lambda lower, higher: _combined(higher, lower), reversed(found)) if None not in found else None


def _may_be_a_number(shape: Shape) -> bool:
    return len(shape) == 1 and isinstance(shape[0], Many)


def _combined(higher: str | None, lower: str | None) -> str | None:
    """``combine_categories`` of torch's ``c10``."""
    if higher is None or lower is None:
        return None
    if category(higher) == "float":
        return _COMPLEX[higher] if category(lower) == "complex" else higher
    if category(higher) == "bool" or category(lower) in ("float", "complex"):
        return higher if category(higher) == "complex" else promoted(higher, lower)
    return higher


def complex_of(dtype: str) -> str:
    """The complex dtype whose parts are of ``dtype``, of the default dtype for integers."""
    return dtype if dtype in _REAL else _COMPLEX.get(dtype, _COMPLEX[DEFAULT])
