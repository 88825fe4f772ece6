"""The element types that jaxtyping's classes admit, under torch's names."""

from __future__ import annotations

from typing import Final

__all__ = ["CLASSES", "dtypes_of"]

_FLOAT8: Final = frozenset({"float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz"})
_FLOAT: Final = _FLOAT8 | {"bfloat16", "float16", "float32", "float64"}
_COMPLEX: Final = frozenset({"complex64", "complex128"})
_INT: Final = frozenset({"int2", "int4", "int8", "int16", "int32", "int64"})
_UINT: Final = frozenset({"uint2", "uint4", "uint8", "uint16", "uint32", "uint64"})

CLASSES: Final[dict[str, frozenset[str] | None]] = {
    "Bool": frozenset({"bool"}),
    "Complex": _COMPLEX,
    "Float": _FLOAT,
    "Float8e4m3b11fnuz": frozenset(),
    "Float8e4m3fn": frozenset({"float8_e4m3fn"}),
    "Float8e4m3fnuz": frozenset({"float8_e4m3fnuz"}),
    "Float8e5m2": frozenset({"float8_e5m2"}),
    "Float8e5m2fnuz": frozenset({"float8_e5m2fnuz"}),
    "Inexact": _FLOAT | _COMPLEX,
    "Int": _INT,
    "Integer": _INT | _UINT,
    "Key": frozenset(),
    "Num": _FLOAT | _COMPLEX | _INT | _UINT,
    "Real": _FLOAT | _INT | _UINT,
    "Shaped": None,
    "UInt": _UINT,
    "BFloat16": frozenset({"bfloat16"}),
    **{f"Complex{bits}": frozenset({f"complex{bits}"}) for bits in (64, 128)},
    **{f"Float{bits}": frozenset({f"float{bits}"}) for bits in (16, 32, 64)},
    **{f"Int{bits}": frozenset({f"int{bits}"}) for bits in (2, 4, 8, 16, 32, 64)},
    **{f"UInt{bits}": frozenset({f"uint{bits}"}) for bits in (2, 4, 8, 16, 32, 64)},
}


def dtypes_of(name: str) -> frozenset[str] | None:
    """The dtypes that jaxtyping's class ``name`` admits; ``None`` for all.

    >>> sorted(dtypes_of("Float32"))
    ['float32']

    Raises:
        KeyError: jaxtyping has no such class.
    """
    return CLASSES[name]
