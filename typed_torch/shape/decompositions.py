"""Decompositions of matrices: singular values, eigenvalues, QR, Cholesky."""

from __future__ import annotations

from dataclasses import replace

from typed_torch.shape import require
from typed_torch.shape.axes import known, rank_of
from typed_torch.shape.dims import Dim, Shape, Unknown, differ, same_size, show_shape
from typed_torch.shape.elementwise import real
from typed_torch.shape.promotion import complex_of, real_of
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.sizes import minimum
from typed_torch.shape.spec import Name, Spec

__all__ = ["complex_like", "matrix", "square"]


def matrix(**tensor: Spec) -> tuple[Shape, Dim, Dim]:
    """The leading dimensions, rows and columns of the tensor, which holds matrices of floating point or complex.

    Raises:
        Undetermined: how many dimensions it has is not known.
    """
    (spec,) = tensor.values()
    require.inexact(**tensor)
    require.rank_at_least(2, "(*, n, m)", **tensor)
    rank_of(spec)
    rows, columns = spec.shape[-2:]
    return spec.shape[:-2], rows, columns  # type: ignore[return-value]


def square(**tensor: Spec) -> tuple[Shape, Dim]:
    """The leading dimensions of the tensor and the size of its matrices, which are square."""
    ((name, spec),) = tensor.items()
    batch, rows, columns = matrix(**tensor)
    if differ(rows, columns):
        refuse(f"{name} must hold square matrices (*, n, n), got {show_shape(spec.shape)}", argument=name)
    return batch, same_size(rows, columns)


def complex_like(input: Spec, **_: object) -> str | None:
    """The complex dtype whose parts ``input`` has."""
    return None if input.dtype is None else complex_of(input.dtype)


def _real(spec: Spec, shape: Shape) -> Spec:
    return replace(spec, shape=shape, dtype=None if spec.dtype is None else real_of(spec.dtype))


@rule("linalg.svd")
def full_svd(input: Spec, full_matrices: bool | Unknown = True) -> tuple[Spec, Spec, Spec]:
    """Singular vectors and values of ``(*, n, m)``: ``(*, n, n)``, real ``(*, k)``, ``(*, m, m)``, ``k`` the smaller.

    Without ``full_matrices`` there are ``k`` vectors only: ``(*, n, k)`` and ``(*, k, m)``.

    >>> [each.shape for each in full_svd(Spec((5, 3)), full_matrices=False)]
    [(5, 3), (3,), (3, 3)]
    """
    batch, rows, columns = matrix(input=input)
    known(full_matrices)
    few = minimum(rows, columns)
    left, right = (rows, columns) if full_matrices else (few, few)
    return (
        input.with_shape((*batch, rows, left)), _real(input, (*batch, few)), input.with_shape((*batch, right, columns)),
    )  # fmt: skip


@rule(*named("svd", "{}", "Tensor.{}"))
def svd(input: Spec, some: bool | Unknown = True, compute_uv: bool | Unknown = True) -> tuple[Spec, Spec, Spec]:
    """Singular vectors and values of ``(*, n, m)``: ``(*, n, k)``, real ``(*, k)``, ``(*, m, k)``, ``k`` the smaller.

    Without ``some``, or without ``compute_uv``, the first and the last are ``(*, n, n)`` and ``(*, m, m)``.

    >>> [each.shape for each in svd(Spec((5, 3)))]
    [(5, 3), (3,), (3, 3)]
    """
    batch, rows, columns = matrix(input=input)
    known(some, compute_uv)
    few = minimum(rows, columns)
    left, right = (few, few) if some and compute_uv else (rows, columns)
    return (
        input.with_shape((*batch, rows, left)), _real(input, (*batch, few)), input.with_shape((*batch, columns, right)),
    )  # fmt: skip


@rule("linalg.svdvals", dtype=real)
def singular_values(input: Spec) -> Shape:
    """The singular values of ``(*, n, m)``, as many as the smaller of both, real.

    >>> singular_values(Spec((2, 5, 3))).shape
    (2, 3)
    """
    batch, rows, columns = matrix(input=input)
    return (*batch, minimum(rows, columns))


@rule("linalg.eig")
def eig(input: Spec) -> tuple[Spec, Spec]:
    """Eigenvalues ``(*, n)`` and eigenvectors ``(*, n, n)`` of ``(*, n, n)``, both complex.

    >>> [str(each) for each in eig(Spec((3, 3), "float32"))]
    ['complex64 (3,)', 'complex64 (3, 3)']
    """
    batch, size = square(input=input)
    found = replace(input, dtype=complex_like(input))
    return found.with_shape((*batch, size)), found.with_shape((*batch, size, size))


@rule("linalg.eigvals", dtype=complex_like)
def eigenvalues(input: Spec) -> Shape:
    """The eigenvalues ``(*, n)`` of ``(*, n, n)``, complex.

    >>> str(eigenvalues(Spec((3, 3), "float32")))
    'complex64 (3,)'
    """
    batch, size = square(input=input)
    return (*batch, size)


@rule("linalg.eigh")
def eigh(input: Spec, UPLO: str | Unknown = "L") -> tuple[Spec, Spec]:
    """Eigenvalues ``(*, n)``, real, and eigenvectors ``(*, n, n)`` of a symmetric or Hermitian ``(*, n, n)``.

    >>> [str(each) for each in eigh(Spec((3, 3), "complex64"))]
    ['float32 (3,)', 'complex64 (3, 3)']
    """
    batch, size = square(input=input)
    return _real(input, (*batch, size)), input.with_shape((*batch, size, size))


@rule("linalg.eigvalsh", dtype=real)
def symmetric_eigenvalues(input: Spec, UPLO: str | Unknown = "L") -> Shape:
    """The eigenvalues ``(*, n)`` of a symmetric or Hermitian ``(*, n, n)``, real.

    >>> str(symmetric_eigenvalues(Spec((3, 3), "complex64")))
    'float32 (3,)'
    """
    batch, size = square(input=input)
    return (*batch, size)


@rule("linalg.qr")
def qr(input: Spec, mode: Name = "reduced") -> tuple[Spec, Spec]:
    """An orthogonal and a triangular factor of ``(*, n, m)``: ``(*, n, k)`` and ``(*, k, m)``, ``k`` the smaller.

    Of mode "complete" they are ``(*, n, n)`` and ``(*, n, m)``; of mode "r" the first is empty.

    >>> [each.shape for each in qr(Spec((5, 3)))]
    [(5, 3), (3, 3)]
    """
    batch, rows, columns = matrix(input=input)
    known(mode)
    require.one_of(("reduced", "complete", "r"), mode=mode)
    inner = rows if mode == "complete" else minimum(rows, columns)
    first: Shape = (0,) if mode == "r" else (*batch, rows, inner)
    return input.with_shape(first), input.with_shape((*batch, inner, columns))


@rule(*named("qr", "{}", "Tensor.{}"))
def old_qr(input: Spec, some: bool | Unknown = True) -> tuple[Spec, Spec]:
    """An orthogonal and a triangular factor: those of ``linalg.qr``, of mode "complete" without ``some``.

    >>> [each.shape for each in old_qr(Spec((5, 3)), False)]
    [(5, 5), (5, 3)]
    """
    known(some)
    found: tuple[Spec, Spec] = qr.function(input, "reduced" if some else "complete")
    return found


@rule(*named("cholesky", "{}", "Tensor.{}", "linalg.{}"), dtype="input")
def cholesky(input: Spec, upper: bool | Unknown = False) -> Shape:
    """The triangular factor of a positive definite ``(*, n, n)``, of the same shape.

    >>> cholesky(Spec((2, 3, 3))).shape
    (2, 3, 3)
    """
    square(input=input)
    return input.shape
