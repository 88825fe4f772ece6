"""Norms, and distances that are norms."""

from __future__ import annotations

from typed_torch.shape import require
from typed_torch.shape.axes import axes_of, axis_of, rank_of, reduced, without
from typed_torch.shape.broadcasting import broadcast
from typed_torch.shape.decompositions import matrix, square
from typed_torch.shape.dims import UNKNOWN, Dim, Shape, Unknown, show_shape
from typed_torch.shape.elementwise import real
from typed_torch.shape.promotion import result_dtype
from typed_torch.shape.reductions import as_asked
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.spec import Name, Sizes, Spec


def of_norm(input: Spec, dtype: Name = None, **_: object) -> str | None:
    """``dtype`` if it is given, else that of ``input``, of its parts if it is complex."""
    return real(Spec(dtype=as_asked(input, dtype)))


def of_distance(input: Spec, other: Spec, **_: object) -> str | None:
    """The promoted dtype of both, of its parts if it is complex."""
    return real(Spec(dtype=result_dtype(input, other)))


@rule(*named("norm", "{}", "Tensor.{}"), dtype=of_norm)
def norm(
    input: Spec,
    p: str | float | Unknown | None = "fro",
    dim: Dim | Sizes | None = None,
    keepdim: bool | Unknown = False,
    dtype: Name = None,
) -> Shape:
    """The norm of the elements over ``dim``, or of all of them; real.

    >>> str(norm(Spec((2, 3), "complex64"), dim=1, keepdim=True))
    'float32 (2, 1)'
    """
    if dtype is None:
        require.inexact(input=input)
    return reduced(input, dim, keepdim)


@rule("linalg.norm", dtype=of_norm)
def vector_or_matrix_norm(
    input: Spec,
    ord: str | float | Unknown | None = None,
    dim: Dim | Sizes | None = None,
    keepdim: bool | Unknown = False,
    dtype: Name = None,
) -> Shape:
    """The norm of vectors over one dimension or of matrices over two; without both, of all elements; real.

    >>> vector_or_matrix_norm(Spec((2, 3, 4), "float32"), dim=(1, 2)).shape
    (2,)
    """
    require.inexact(input=input)
    rank = rank_of(input)
    if dim is None and ord is not None and ord is not UNKNOWN and rank not in (1, 2):
        refuse(f"without dim, input must have 1 or 2 dimensions, got {show_shape(input.shape)}", argument="input")
    axes = axes_of(input, dim)
    if isinstance(dim, (list, tuple)) and len(dim) not in (1, 2) and (ord is not None or len(dim) > 2):
        refuse(f"dim must be one dimension or two, got {tuple(dim)}", argument="dim")
    return without(input, axes, keepdim)


@rule("linalg.vector_norm", dtype=of_norm)
def vector_norm(
    input: Spec,
    ord: float | Unknown = 2,
    dim: Dim | Sizes | None = None,
    keepdim: bool | Unknown = False,
    dtype: Name = None,
) -> Shape:
    """The norm of the elements over ``dim``, or of all of them; real.

    >>> vector_norm(Spec((2, 3, 4), "float32"), dim=-1).shape
    (2, 3)
    """
    require.inexact(input=input)
    return reduced(input, dim, keepdim)


@rule("linalg.matrix_norm", dtype=of_norm)
def matrix_norm(
    input: Spec,
    ord: str | float | Unknown = "fro",
    dim: Sizes = (-2, -1),
    keepdim: bool | Unknown = False,
    dtype: Name = None,
) -> Shape:
    """The norm of the matrices over two dimensions, the last ones if not given; real.

    >>> matrix_norm(Spec((2, 3, 4), "float32")).shape
    (2,)
    """
    require.inexact(input=input)
    require.rank_at_least(2, "(*, n, m)", input=input)
    if isinstance(dim, (list, tuple)) and len(dim) != 2:
        refuse(f"dim must be two dimensions, got {tuple(dim)}", argument="dim")
    return reduced(input, dim, keepdim)


@rule("linalg.cond", dtype=real)
def cond(input: Spec, p: str | float | Unknown | None = None) -> Shape:
    """The condition number of each matrix of ``(*, n, m)``, square but for the norms 2 and -2; real.

    >>> cond(Spec((2, 3, 3), "complex64")).shape
    (2,)
    """
    if p in (None, 2, -2) or p is UNKNOWN:
        return matrix(input=input)[0]
    return square(input=input)[0]


@rule(*named("dist", "{}", "Tensor.{}"), dtype=of_distance)
def dist(input: Spec, other: Spec, p: float | Unknown = 2) -> Shape:
    """The norm of the difference of two tensors that broadcast: one number.

    >>> dist(Spec((2, 3)), Spec((3,))).shape
    ()
    """
    rank_of(input), rank_of(other)
    broadcast(input.shape, other.shape, argument="other")
    return ()


@rule("nn.functional.normalize", dtype="input")
def normalize(input: Spec, p: float | Unknown = 2.0, dim: Dim | Sizes = 1) -> Shape:
    """Divide by the norm of the elements along ``dim``.

    >>> normalize(Spec((2, 3))).shape
    (2, 3)
    """
    axes_of(input, dim)
    return input.shape


@rule(*named("renorm", "{}", "Tensor.{}", "Tensor.{}_"), dtype="input")
def renorm(input: Spec, p: float | Unknown, dim: Dim, maxnorm: float | Unknown) -> Shape:
    """Shrink each slice along ``dim`` to a norm of at most ``maxnorm``.

    >>> renorm(Spec((2, 3)), 2, 0, 1.0).shape
    (2, 3)
    """
    require.rank_at_least(2, "(*, n)", input=input)
    axis_of(rank_of(input), dim)
    return input.shape
