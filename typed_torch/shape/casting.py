"""Conversions: the same elements as another dtype, on another device."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from typed_torch.shape.dims import UNKNOWN, Shape, Unknown, is_known, product, show_shape
from typed_torch.shape.promotion import DTYPES
from typed_torch.shape.rule import refuse, rule
from typed_torch.shape.sizes import Size
from typed_torch.shape.spec import Name, Spec

__all__ = ["to"]


@rule("Tensor.to")
def to(
    input: Spec,
    other: Spec | str | Unknown | None = None,
    dtype: str | bool | Unknown | None = None,
    non_blocking: bool | Unknown = False,
    copy: bool | Unknown = False,
    device: Name = None,
) -> Spec:
    """Convert to a dtype, move to a device, or both; ``other`` may be either, or a tensor that has both.

    >>> str(to(Spec((2, 3), "float32", "cpu"), "cuda", "float16"))
    'float16 cuda (2, 3)'
    """
    names: list[Any] = [other, device, None if isinstance(dtype, bool) else dtype]
    found: dict[str, Any] = {"dtype": input.dtype, "device": input.device}
    for name in names:
        if name is UNKNOWN:
            found = {"dtype": None, "device": None} if name is other else found | {_kind(names, name): None}
        elif isinstance(name, Spec):
            found = {"dtype": name.dtype, "device": name.device}
        elif name is not None:
            found["dtype" if name in DTYPES else "device"] = name
    return Spec(input.shape, found["dtype"], found["device"])


def _kind(names: list[Any], name: Any) -> str:
    return "device" if names.index(name) == 1 else "dtype"


@rule("Tensor.type")
def type(input: Spec, dtype: str | bool | Unknown) -> Spec:
    """Convert to a dtype.

    >>> str(type(Spec((2, 3), "float32", "cpu"), "float16"))
    'float16 cpu (2, 3)'
    """
    if isinstance(dtype, str) and dtype in DTYPES:
        return replace(input, dtype=dtype)
    return Spec(input.shape)  # of a name such as torch.cuda.FloatTensor


@rule("Tensor.item")
def item(input: Spec) -> None:
    """The number that a tensor of one element holds.

    >>> item(Spec((1, 1)))
    """
    count = product(input.shape)
    if not isinstance(count, Size) and is_known(count) and count != 1:
        refuse(f"input must have one element, got {show_shape(input.shape)}", argument="input")


@rule("Tensor.type_as")
def type_as(input: Spec, other: Spec) -> Spec:
    """Convert to the dtype of ``other``, on its device.

    >>> str(type_as(Spec((2, 3), "float32", "cpu"), Spec((4,), "float16", "cuda")))
    'float16 cuda (2, 3)'
    """
    return Spec(input.shape, other.dtype, other.device)


def _named(dtype: str, **_: object) -> str:
    return dtype


def converted(input: Spec) -> Shape:
    """Convert to the dtype that the method is named after.

    >>> converted(Spec((2, 3)))
    (2, 3)
    """
    return input.shape


_METHODS = {
    "float": "float32", "double": "float64", "half": "float16", "bfloat16": "bfloat16", "long": "int64",
    "int": "int32", "short": "int16", "char": "int8", "byte": "uint8", "bool": "bool", "cfloat": "complex64",
    "cdouble": "complex128",
}  # fmt: skip
for _method, _dtype in _METHODS.items():
    rule(f"Tensor.{_method}", dtype=partial(_named, _dtype))(converted)
