"""Complex numbers from their parts, and their parts again."""

from __future__ import annotations

from typed_torch.errors import DTypeError
from typed_torch.shape import require
from typed_torch.shape.axes import rank_of
from typed_torch.shape.broadcasting import broadcast
from typed_torch.shape.decompositions import complex_like
from typed_torch.shape.dims import Shape, differ, show_shape
from typed_torch.shape.elementwise import floating, real
from typed_torch.shape.promotion import category
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.spec import Spec

__all__: list[str] = []


def of_parts(real: Spec, **_: object) -> str | None:
    """The complex dtype whose parts ``real`` has."""
    return complex_like(real)


def of_lengths(abs: Spec, **_: object) -> str | None:
    """The complex dtype whose parts ``abs`` has."""
    return complex_like(abs)


def _pair(**tensors: Spec) -> Shape:
    (_, first), (name, second) = tensors.items()
    for each, spec in tensors.items():
        require.floating(**{each: spec})
    require.same_dtype(**tensors)
    rank_of(first)
    rank_of(second)
    return broadcast(first.shape, second.shape, argument=name)


@rule("complex", dtype=of_parts)
def complex(real: Spec, imag: Spec) -> Shape:
    """Complex numbers from their parts, the two broadcast.

    >>> str(complex(Spec((2, 3), "float32"), Spec((3,), "float32")))
    'complex64 (2, 3)'
    """
    return _pair(real=real, imag=imag)


@rule("polar", dtype=of_lengths)
def polar(abs: Spec, angle: Spec) -> Shape:
    """Complex numbers from their absolute values and angles, the two broadcast.

    >>> str(polar(Spec((2, 3), "float32"), Spec((3,), "float32")))
    'complex64 (2, 3)'
    """
    return _pair(abs=abs, angle=angle)


@rule("view_as_complex", dtype=complex_like)
def view_as_complex(input: Spec) -> Shape:
    """Pairs along the last dimension, ``(*, 2)``, as complex numbers ``(*)``.

    >>> str(view_as_complex(Spec((3, 2), "float32")))
    'complex64 (3,)'
    """
    require.floating(input=input)
    require.rank_at_least(1, "(*, 2)", input=input)
    rank_of(input)
    if differ(input.shape[-1], 2):
        refuse(f"input must have size 2 in its last dimension, got {show_shape(input.shape)}", argument="input")
    return input.shape[:-1]


@rule("view_as_real", dtype=real)
def view_as_real(input: Spec) -> Shape:
    """Complex numbers ``(*)`` as pairs of their parts, ``(*, 2)``.

    >>> str(view_as_real(Spec((3,), "complex64")))
    'float32 (3, 2)'
    """
    if input.dtype is not None and category(input.dtype) != "complex":
        refuse(f"input must be complex, got {input.dtype}", argument="input", kind=DTypeError)
    rank_of(input)
    return (*input.shape, 2)


def of_angles(input: Spec, **_: object) -> str | None:
    """The dtype of the parts of ``input``, the default dtype for integers."""
    return real(Spec(dtype=floating(input)))


@rule(*named("angle", "{}", "Tensor.{}"), dtype=of_angles)
def angle(input: Spec) -> Shape:
    """The angle of each element.

    >>> str(angle(Spec((3,), "complex64")))
    'float32 (3,)'
    """
    return input.shape
