"""Factors of matrices and what is solved with them: LU, LDL, Cholesky; chains of products."""

from __future__ import annotations

from typing import Any

from typed_torch.shape import require
from typed_torch.shape.axes import known, rank_of
from typed_torch.shape.broadcasting import broadcast
from typed_torch.shape.combining import of_first
from typed_torch.shape.decompositions import matrix, square
from typed_torch.shape.dims import Dim, Shape, Unknown, differ, product, show_dim, show_shape
from typed_torch.shape.equations import solve, solved
from typed_torch.shape.promotion import category
from typed_torch.shape.rule import Undetermined, named, refuse, rule
from typed_torch.shape.selection import at_least
from typed_torch.shape.sizes import minimum
from typed_torch.shape.spec import Operands, Sizes, Spec

__all__: list[str] = []


def _integers(like: Spec, shape: Shape) -> Spec:
    return Spec(shape, "int32", like.device)


@rule("linalg.lu")
def lu(A: Spec, pivot: bool | Unknown = True) -> tuple[Spec, Spec, Spec]:
    """A permutation ``(*, n, n)`` and triangular factors ``(*, n, k)``, ``(*, k, m)``, ``k`` the smaller of both.

    >>> [each.shape for each in lu(Spec((5, 3)))]
    [(5, 5), (5, 3), (3, 3)]
    """
    batch, rows, columns = matrix(A=A)
    known(pivot)
    few = minimum(rows, columns)
    permutation = A.with_shape((*batch, rows, rows) if pivot else (0,))
    return permutation, A.with_shape((*batch, rows, few)), A.with_shape((*batch, few, columns))


@rule("linalg.lu_factor")
def lu_factor(A: Spec, pivot: bool | Unknown = True) -> tuple[Spec, Spec]:
    """Both factors in one matrix of the shape of ``A``, and pivots, int32.

    >>> [str(each) for each in lu_factor(Spec((5, 3), "float32"))]
    ['float32 (5, 3)', 'int32 (3,)']
    """
    batch, rows, columns = matrix(A=A)
    return A, _integers(A, (*batch, minimum(rows, columns)))


@rule("linalg.lu_factor_ex")
def lu_factor_ex(
    A: Spec, pivot: bool | Unknown = True, check_errors: bool | Unknown = False
) -> tuple[Spec, Spec, Spec]:
    """``lu_factor``, and whether it failed for each matrix, int32.

    >>> [each.shape for each in lu_factor_ex(Spec((2, 5, 3)))]
    [(2, 5, 3), (2, 3), (2,)]
    """
    return *lu_factor.function(A), _integers(A, A.shape[:-2])


@rule("linalg.ldl_factor")
def ldl_factor(A: Spec, hermitian: bool | Unknown = False) -> tuple[Spec, Spec]:
    """Both factors of a symmetric ``(*, n, n)`` in one matrix, and pivots ``(*, n)``, int32.

    >>> [str(each) for each in ldl_factor(Spec((3, 3), "float32"))]
    ['float32 (3, 3)', 'int32 (3,)']
    """
    batch, size = square(A=A)
    return A, _integers(A, (*batch, size))


@rule("linalg.ldl_factor_ex")
def ldl_factor_ex(
    A: Spec, hermitian: bool | Unknown = False, check_errors: bool | Unknown = False
) -> tuple[Spec, Spec, Spec]:
    """``ldl_factor``, and whether it failed for each matrix, int32.

    >>> [each.shape for each in ldl_factor_ex(Spec((2, 3, 3)))]
    [(2, 3, 3), (2, 3), (2,)]
    """
    return *ldl_factor.function(A), _integers(A, A.shape[:-2])


@rule(*named("inv_ex cholesky_ex", "linalg.{}"))
def inv_ex(input: Spec, upper: bool | Unknown = False, check_errors: bool | Unknown = False) -> tuple[Spec, Spec]:
    """The inverse or the Cholesky factor of each matrix of ``(*, n, n)``, and whether it failed, int32.

    >>> [str(each) for each in inv_ex(Spec((2, 3, 3), "float32"))]
    ['float32 (2, 3, 3)', 'int32 (2,)']
    """
    batch, _ = square(input=input)
    return input, _integers(input, batch)


@rule("linalg.solve_ex")
def solve_ex(A: Spec, B: Spec, left: bool | Unknown = True, check_errors: bool | Unknown = False) -> tuple[Spec, Spec]:
    """``solve``, and whether it failed for each matrix of ``A``, int32.

    >>> [each.shape for each in solve_ex(Spec((2, 3, 3)), Spec((2, 3, 4)))]
    [(2, 3, 4), (2,)]
    """
    batch, _ = square(A=A)
    return A.with_shape(solve.function(A, B, left)), _integers(A, batch)


@rule("linalg.lu_solve", dtype="B")
def lu_solve(LU: Spec, pivots: Spec, B: Spec, left: bool | Unknown = True, adjoint: bool | Unknown = False) -> Shape:
    """Solve ``A @ X = B`` with the factors of ``A`` ``(*, n, n)``, ``B`` ``(*, n, k)``; ``X @ A = B`` without ``left``.

    >>> lu_solve(Spec((2, 3, 3)), Spec((2, 3)), Spec((2, 3, 4))).shape
    (2, 3, 4)
    """
    return solved(B, left, LU=LU)


@rule("linalg.ldl_solve", dtype="B")
def ldl_solve(LD: Spec, pivots: Spec, B: Spec, hermitian: bool | Unknown = False) -> Shape:
    """Solve ``A @ X = B`` with the factors of a symmetric ``A`` ``(*, n, n)`` and ``B`` ``(*, n, k)``.

    >>> ldl_solve(Spec((2, 3, 3)), Spec((2, 3)), Spec((2, 3, 4))).shape
    (2, 3, 4)
    """
    return solved(B, LD=LD)


@rule(*named("cholesky_inverse", "{}", "Tensor.{}"), dtype="input")
def cholesky_inverse(input: Spec, upper: bool | Unknown = False) -> Shape:
    """The inverse of each matrix ``(*, n, n)`` from its Cholesky factor.

    >>> cholesky_inverse(Spec((2, 3, 3))).shape
    (2, 3, 3)
    """
    square(input=input)
    return input.shape


@rule(*named("cholesky_solve", "{}", "Tensor.{}"), dtype="input")
def cholesky_solve(input: Spec, L: Spec, upper: bool | Unknown = False) -> Shape:
    """Solve for right sides ``input`` ``(*, n, k)`` with the Cholesky factor ``L`` ``(*, n, n)``.

    >>> cholesky_solve(Spec((2, 3, 4)), Spec((2, 3, 3))).shape
    (2, 3, 4)
    """
    batch, size = square(L=L)
    require.rank_at_least(2, "(*, n, k)", input=input)
    rank_of(input)
    rows = input.dim(-2)
    if differ(size, rows):
        refuse(f"input must have {show_dim(size)} rows like L, got {show_dim(rows)}", argument="input")
    return broadcast(batch, input.shape[:-2], argument="input") + input.shape[-2:]


@rule("linalg.householder_product", *named("orgqr", "{}", "Tensor.{}"), dtype="input")
def householder_product(input: Spec, tau: Spec) -> Shape:
    """The first columns of the product of reflections ``(*, n, m)`` scaled by ``tau`` ``(*, k)``.

    >>> householder_product(Spec((2, 5, 3)), Spec((2, 3))).shape
    (2, 5, 3)
    """
    _, rows, columns = matrix(input=input)
    require.same_dtype(input=input, tau=tau)
    if isinstance(rows, int) and isinstance(columns, int) and rows < columns:
        refuse(f"input must have as many rows as columns or more, got {show_shape(input.shape)}", argument="input")
    return input.shape


@rule("linalg.multi_dot", dtype=of_first)
def multi_dot(tensors: Operands) -> Shape:
    """The product of two matrices or more; the first and the last may be vectors.

    >>> multi_dot([Spec((10,)), Spec((10, 5)), Spec((5, 2))]).shape
    (2,)
    """
    if len(tensors) < 2:
        raise Undetermined  # how many there are may not be known
    last = len(tensors) - 1
    for place, each in enumerate(tensors):
        name = f"tensors[{place}]"
        if rank_of(each) != 2 and not (place in (0, last) and rank_of(each) == 1):
            expected = "1 or 2 dimensions" if place in (0, last) else "2 dimensions"
            refuse(f"{name} must have {expected}, got {show_shape(each.shape)}", argument=name)
        if place:
            columns, rows = tensors[place - 1].shape[-1], each.shape[0]
            if differ(columns, rows):
                refuse(
                    f"inner dimensions do not match: tensors[{place - 1}] has {show_dim(columns)} columns, {name} has "
                    f"{show_dim(rows)} rows",
                    argument=name,
                )
            require.same_dtype(**{"tensors[0]": tensors[0], name: each})
    return (*tensors[0].shape[:-1], *tensors[-1].shape[1:])


@rule("linalg.tensorinv", dtype="input")
def tensorinv(input: Spec, ind: Dim = 2) -> Shape:
    """The inverse as of a matrix of the first ``ind`` dimensions by the others: the others come first.

    >>> tensorinv(Spec((4, 6, 8, 3))).shape
    (8, 3, 4, 6)
    """
    require.inexact(input=input)
    rank_of(input)
    require.positive(ind=ind)
    known(ind)
    place: Any = ind
    if not isinstance(place, int):
        raise Undetermined
    left, right = input.shape[:place], input.shape[place:]
    if differ(product(left), product(right)):
        refuse(
            f"the first {place} dimensions of input must hold as many elements as the others, got "
            f"{show_shape(input.shape)}",
            argument="input",
        )
    return right + left


@rule("linalg.tensorsolve", dtype="A")
def tensorsolve(A: Spec, B: Spec, dims: Sizes | None = None) -> Shape:
    """Solve ``tensordot(A, X, X.ndim) = B``: the dimensions of ``A`` after those of ``B``.

    >>> tensorsolve(Spec((2, 3, 6)), Spec((2, 3))).shape
    (6,)
    """
    require.inexact(A=A)
    require.same_dtype(A=A, B=B)
    rank_of(A)
    if dims is not None:
        raise Undetermined
    return A.shape[rank_of(B) :]


def of_powers(x: Spec, **_: object) -> str | None:
    """The dtype of ``x``, int64 for other integers."""
    is_integer = x.dtype is not None and category(x.dtype) in ("int", "bool")
    return "int64" if is_integer else x.dtype


@rule("linalg.vander", dtype=of_powers)
def vander(x: Spec, N: Dim | None = None) -> Shape:
    """The powers 0 to ``N - 1`` of each element of ``(*, n)``: ``(*, n, N)``, ``n`` of them by default.

    >>> vander(Spec((2, 3))).shape
    (2, 3, 3)
    """
    vectors = at_least(x, 1).shape
    if isinstance(N, int) and N <= 1:
        refuse(f"N must be greater than 1, got {N}", argument="N")
    return (*vectors, vectors[-1] if N is None else N)
