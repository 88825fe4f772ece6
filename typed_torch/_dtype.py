"""Element types: the classes that stand in ``Tensor[S, D, Dev]``.

The leaves name torch's dtypes; the classes above them are the families that a bound may name.
"""

from __future__ import annotations

from typed_torch._named import Named

__all__ = [
    "BFloat16", "Bool", "Complex", "Complex64", "Complex128", "DType", "Float16", "Float32", "Float64",
    "Floating", "HalfPrecision", "Inexact", "Int8", "Int16", "Int32", "Int64", "Integer", "Number",
    "SignedInteger", "UInt8", "UnsignedInteger",
]  # fmt: skip


class DType(Named):
    """Any element type."""


class Number(DType):
    """Any number."""


class Inexact(Number):
    """Floating point, real or complex."""


class Floating(Inexact):
    """float16, bfloat16, float32 or float64."""


class HalfPrecision(Floating):
    """float16 or bfloat16."""


class Complex(Inexact):
    """complex64 or complex128."""


class Integer(Number):
    """Any integer."""


class SignedInteger(Integer):
    """int8, int16, int32 or int64."""


class UnsignedInteger(Integer):
    """uint8."""


class Float64(Floating):
    """torch.float64."""


class Float32(Floating):
    """torch.float32."""


class Float16(HalfPrecision):
    """torch.float16."""


class BFloat16(HalfPrecision):
    """torch.bfloat16."""


class Complex64(Complex):
    """torch.complex64."""


class Complex128(Complex):
    """torch.complex128."""


class Int8(SignedInteger):
    """torch.int8."""


class Int16(SignedInteger):
    """torch.int16."""


class Int32(SignedInteger):
    """torch.int32."""


class Int64(SignedInteger):
    """torch.int64."""


class UInt8(UnsignedInteger):
    """torch.uint8."""


class Bool(DType):
    """torch.bool."""
