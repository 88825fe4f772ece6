"""Square matrices and their equations: inverses, determinants, powers, solutions."""

from __future__ import annotations

from typed_torch.shape import require
from typed_torch.shape.axes import known, rank_of
from typed_torch.shape.broadcasting import broadcast
from typed_torch.shape.decompositions import matrix, square
from typed_torch.shape.dims import UNKNOWN, Dim, Shape, Unknown, differ, show_dim, show_shape
from typed_torch.shape.elementwise import real
from typed_torch.shape.reductions import int64, summed
from typed_torch.shape.rule import Undetermined, named, refuse, rule
from typed_torch.shape.spec import Operand, Spec

__all__ = ["solve", "solved"]


@rule(*named("inv matrix_exp", "linalg.{}"), *named("inverse matrix_exp", "{}", "Tensor.{}"), dtype="input")
def inv(input: Spec) -> Shape:
    """The inverse, or the exponential, of each matrix of ``(*, n, n)``.

    >>> inv(Spec((2, 3, 3))).shape
    (2, 3, 3)
    """
    square(input=input)
    return input.shape


@rule(*named("matrix_power", "{}", "Tensor.{}", "linalg.{}"), dtype="input")
def matrix_power(input: Spec, n: Dim) -> Shape:
    """The power of each matrix of ``(*, n, n)``.

    >>> matrix_power(Spec((2, 3, 3)), 2).shape
    (2, 3, 3)
    """
    square(input=Spec(input.shape))
    return input.shape


@rule(*named("pinverse", "{}", "Tensor.{}"), "linalg.pinv", dtype="input")
def pinv(
    input: Spec,
    atol: Operand | Unknown | None = None,
    rtol: Operand | Unknown | None = None,
    hermitian: bool | Unknown = False,
) -> Shape:
    """The pseudo-inverse of each matrix of ``(*, n, m)``: ``(*, m, n)``.

    >>> pinv(Spec((2, 5, 3))).shape
    (2, 3, 5)
    """
    batch, rows, columns = matrix(input=input)
    if hermitian is True:
        square(input=input)
    return (*batch, columns, rows)


@rule(*named("det logdet", "{}", "Tensor.{}"), "linalg.det", dtype="input")
def det(input: Spec) -> Shape:
    """The determinant of each matrix of ``(*, n, n)``, or its logarithm.

    >>> det(Spec((2, 3, 3))).shape
    (2,)
    """
    return square(input=input)[0]


@rule(*named("slogdet", "{}", "Tensor.{}", "linalg.{}"))
def slogdet(input: Spec) -> tuple[Spec, Spec]:
    """The sign of the determinant of each matrix of ``(*, n, n)`` and the logarithm of its size, which is real.

    >>> [str(each) for each in slogdet(Spec((2, 3, 3), "complex64"))]
    ['complex64 (2,)', 'float32 (2,)']
    """
    sign = input.with_shape(square(input=input)[0])
    return sign, Spec(sign.shape, real(sign), sign.device)


@rule("linalg.matrix_rank", dtype=int64)
def matrix_rank(
    input: Spec,
    tol: Operand | Unknown | None = None,
    hermitian: bool | Unknown = False,
    atol: Operand | Unknown | None = None,
    rtol: Operand | Unknown | None = None,
) -> Shape:
    """The rank of each matrix of ``(*, n, m)``, int64.

    >>> str(matrix_rank(Spec((2, 5, 3))))
    'int64 (2,)'
    """
    found = matrix(input=input)[0]
    if hermitian is True:
        square(input=input)
    if UNKNOWN in (tol, atol, rtol) or any(isinstance(each, Spec) for each in (tol, atol, rtol)):
        raise Undetermined
    return found


@rule(*named("trace", "{}", "Tensor.{}"), dtype=summed)
def trace(input: Spec) -> Shape:
    """The sum of the diagonal of a matrix; integers give int64.

    >>> str(trace(Spec((3, 4), "int32")))
    'int64 ()'
    """
    if rank_of(input) != 2:
        refuse(f"input must have 2 dimensions (n, m), got {show_shape(input.shape)}", argument="input")
    return ()


def _holds_vectors(A: Spec, B: Spec) -> bool:
    """Whether each right side is a vector."""
    if rank_of(B) == 1:
        return True
    if rank_of(A) - 1 != rank_of(B):
        return False
    pairs = [*zip(A.shape[:-1], B.shape, strict=True)]
    if any(differ(a, b) for a, b in pairs):
        return False
    known(*(each for pair in pairs for each in pair))
    return all(a == b for a, b in pairs)


def _sides(rows: Dim, name: str, side: Dim) -> None:
    if differ(rows, side):
        refuse(f"B must have {show_dim(rows)} {name} like A, got {show_dim(side)}", argument="B")


@rule("linalg.solve", dtype="A")
def solve(A: Spec, B: Spec, left: bool | Unknown = True) -> Shape:
    """Solve ``A @ X = B`` of ``A`` ``(*, n, n)``, ``B`` ``(*, n)`` or ``(*, n, k)``; ``X @ A = B`` without ``left``.

    >>> solve(Spec((2, 3, 3)), Spec((2, 3, 4))).shape
    (2, 3, 4)
    """
    batch, size = square(A=A)
    require.same_dtype(A=A, B=B)
    require.rank_at_least(1, "(*, n)", B=B)
    if _holds_vectors(A, B):
        known(left)
        if not left:
            refuse("without left, B must hold matrices (*, k, n), not vectors", argument="B")
        _sides(size, "rows", B.dim(-1))
        return (*broadcast(batch, B.shape[:-1], argument="B"), B.shape[-1])
    known(left)
    return _solution(batch, size, B, left is True)


@rule("linalg.solve_triangular", dtype="A")
def solve_triangular(
    A: Spec, B: Spec, upper: bool | Unknown, left: bool | Unknown = True, unitriangular: bool | Unknown = False
) -> Shape:
    """Solve ``A @ X = B`` of a triangular ``A`` ``(*, n, n)``, ``B`` ``(*, n, k)``; ``X @ A = B`` without ``left``.

    >>> solve_triangular(Spec((2, 3, 3)), Spec((2, 3, 4)), upper=True).shape
    (2, 3, 4)
    """
    return solved(B, left, A=A)


def solved(B: Spec, left: bool | Unknown = True, **matrices: Spec) -> Shape:
    """The shape of ``X`` for right sides ``(*, n, k)`` and square matrices, or their factors, of the same dtype."""
    batch, size = square(**matrices)
    require.same_dtype(**matrices, B=B)
    require.rank_at_least(2, "(*, n, k)", B=B)
    rank_of(B)
    known(left)
    return _solution(batch, size, B, left is True)


def _solution(batch: Shape, size: Dim, B: Spec, left: bool) -> Shape:
    """The shape of ``X`` in ``A @ X = B``, or ``X @ A = B``, for ``A`` ``(*batch, size, size)``."""
    _sides(size, "rows" if left else "columns", B.dim(-2 if left else -1))
    return broadcast(batch, B.shape[:-2], argument="B") + B.shape[-2:]


@rule("linalg.lstsq")
def lstsq(
    A: Spec, B: Spec, rcond: float | Unknown | None = None, driver: str | Unknown | None = None
) -> tuple[Spec, Spec, Spec, Spec]:
    """Solve ``A @ X = B`` by least squares: ``X`` ``(*, m, k)`` for ``A`` ``(*, n, m)`` and ``B`` ``(*, n, k)``.

    Residuals, ranks and singular values depend on values and are not known.

    >>> lstsq(Spec((2, 5, 3)), Spec((2, 5, 4)))[0].shape
    (2, 3, 4)
    """
    batch, rows, columns = matrix(A=A)
    require.inexact(B=B)
    require.same_dtype(A=A, B=B)
    require.rank_at_least(1, "(*, n, k)", B=B)
    if rank_of(A) - 1 == rank_of(B):
        if not _holds_vectors(A, B):
            refuse(f"B must have shape {show_shape(A.shape[:-1])}, got {show_shape(B.shape)}", argument="B")
        shape: Shape = (*batch, columns)
    elif rank_of(B) < 2:
        refuse(f"B must hold matrices (*, n, k) or vectors (*, n), got {show_shape(B.shape)}", argument="B")
    else:
        _sides(rows, "rows", B.dim(-2))
        shape = (*broadcast(batch, B.shape[:-2], argument="B"), columns, B.shape[-1])
    return A.with_shape(shape), Spec(), Spec(), Spec()
