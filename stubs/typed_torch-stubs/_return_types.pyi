"""The named tuples of ``torch.return_types`` that torch's own stubs lack, generic in what they hold."""

from typing import Generic, NamedTuple

from typing_extensions import TypeVar

_A = TypeVar("_A")
_B = TypeVar("_B")
_C = TypeVar("_C")
_D = TypeVar("_D")

class linalg_cholesky_ex(NamedTuple, Generic[_A, _B]):
    L: _A
    info: _B

class linalg_eig(NamedTuple, Generic[_A, _B]):
    eigenvalues: _A
    eigenvectors: _B

class linalg_eigh(NamedTuple, Generic[_A, _B]):
    eigenvalues: _A
    eigenvectors: _B

class linalg_inv_ex(NamedTuple, Generic[_A, _B]):
    inverse: _A
    info: _B

class linalg_ldl_factor(NamedTuple, Generic[_A, _B]):
    LD: _A
    pivots: _B

class linalg_ldl_factor_ex(NamedTuple, Generic[_A, _B, _C]):
    LD: _A
    pivots: _B
    info: _C

class linalg_lstsq(NamedTuple, Generic[_A, _B, _C, _D]):
    solution: _A
    residuals: _B
    rank: _C
    singular_values: _D

class linalg_lu(NamedTuple, Generic[_A, _B, _C]):
    P: _A
    L: _B
    U: _C

class linalg_lu_factor(NamedTuple, Generic[_A, _B]):
    LU: _A
    pivots: _B

class linalg_lu_factor_ex(NamedTuple, Generic[_A, _B, _C]):
    LU: _A
    pivots: _B
    info: _C

class linalg_qr(NamedTuple, Generic[_A, _B]):
    Q: _A
    R: _B

class linalg_slogdet(NamedTuple, Generic[_A, _B]):
    sign: _A
    logabsdet: _B

class linalg_solve_ex(NamedTuple, Generic[_A, _B]):
    result: _A
    info: _B

class linalg_svd(NamedTuple, Generic[_A, _B, _C]):
    U: _A
    S: _B
    Vh: _C
