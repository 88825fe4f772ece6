"""Matrices, norms and windows under torch's own names."""

from typing import Any, TypeVar, assert_type
from typing import Literal as L

import torch

from typed_torch import CPU, Complex64, Dim, Float32, Int64, Tensor

N = TypeVar("N", bound=int)
B = TypeVar("B", bound=int)

Square = Tensor[tuple[L[3], L[3]], Float32, CPU]
Tall = Tensor[tuple[L[2], L[5], L[3]], Float32, CPU]
Number = Tensor[tuple[()], Float32, CPU]


def square_matrices(x: Square, c: Tensor[tuple[L[3], L[3]], Complex64, CPU]) -> None:
    assert_type(x.inverse(), Square)
    assert_type(torch.inverse(x), Square)
    assert_type(torch.matrix_power(x, 2), Square)
    assert_type(x.matrix_exp(), Square)
    assert_type(torch.cholesky(x), Square)
    assert_type(torch.det(x), Number)
    assert_type(x.logdet(), Number)
    sign, logarithm = torch.slogdet(c)
    assert_type(sign, Tensor[tuple[()], Complex64, CPU])
    assert_type(logarithm, Number)


def sizes_of_type_variables(x: Tensor[tuple[B, N, N], Float32, CPU]) -> None:
    assert_type(torch.inverse(x), Tensor[tuple[B, N, N], Float32, CPU])
    assert_type(x.det(), Tensor[tuple[B], Float32, CPU])


def decompositions(x: Tall) -> None:
    left, values, right = torch.svd(x)
    assert_type(left, Tall)
    assert_type(values, Tensor[tuple[L[2], L[3]], Float32, CPU])
    assert_type(right, Tensor[tuple[L[2], L[3], L[3]], Float32, CPU])
    wide, _, _ = x.svd(some=False)
    assert_type(wide, Tensor[tuple[L[2], L[5], L[5]], Float32, CPU])
    orthogonal, triangular = torch.qr(x)
    assert_type(orthogonal, Tall)
    assert_type(triangular, Tensor[tuple[L[2], L[3], L[3]], Float32, CPU])
    assert_type(torch.pinverse(x), Tensor[tuple[L[2], L[3], L[5]], Float32, CPU])


def norms(x: Tall, c: Tensor[tuple[L[3], L[3]], Complex64, CPU], n: Tensor[tuple[L[4], L[3]], Int64, CPU]) -> None:
    assert_type(x.norm(), Number)
    assert_type(c.norm(), Number)
    assert_type(x.norm(dim=1, keepdim=True), Tensor[tuple[L[2], L[1], L[3]], Float32, CPU])
    assert_type(torch.norm(x, p=2, dim=(1, 2)), Tensor[tuple[L[2]], Float32, CPU])
    assert_type(torch.dist(x, x), Number)
    assert_type(x.renorm(2, 0, 1.0), Tall)
    assert_type(n.trace(), Tensor[tuple[()], Int64, CPU])


def windows() -> None:
    assert_type(torch.hann_window(400), Tensor[tuple[L[400]], Float32, CPU])
    assert_type(torch.kaiser_window(16, periodic=False), Tensor[tuple[L[16]], Float32, CPU])


def parts(x: Tall, y: Tensor[tuple[B, N], Float32, CPU]) -> None:
    first, second = torch.tensor_split(x, 2, dim=1)
    assert_type(first, Tensor[tuple[L[2], L[3], L[3]], Float32, CPU])
    assert_type(second, Tensor[tuple[L[2], L[2], L[3]], Float32, CPU])
    left, _, _ = x.hsplit((1, 2))
    assert_type(left, Tensor[tuple[L[2], L[1], L[3]], Float32, CPU])
    assert_type(y.diff(dim=0, n=0), Tensor[tuple[B, N], Float32, CPU])
    assert_type(y.rot90(), Tensor[tuple[N, B], Float32, CPU])


def several_at_once(x: Tensor[tuple[B], Float32, CPU], y: Tensor[tuple[N], Float32, CPU]) -> None:
    rows, columns = torch.meshgrid(x, y, indexing="ij")
    assert_type(rows, Tensor[tuple[B, N], Float32, CPU])
    assert_type(columns, Tensor[tuple[B, N], Float32, CPU])
    assert_type(torch.cartesian_prod(y, y), Tensor[tuple[Dim[L["N * N"]], L[2]], Float32, CPU])
    assert_type(torch.searchsorted(x, y), Tensor[tuple[N], Int64, CPU])
    assert_type(torch.bincount(torch.searchsorted(x, y)), Tensor[tuple[Any], Int64, CPU])
    assert_type(torch.div(x, 2), Tensor[tuple[B], Float32, CPU])
    assert_type(x.new_full((3,), 0.0), Tensor[tuple[L[3]], Float32, CPU])
    assert_type(torch.normal(x, 1.0), Tensor[tuple[B], Float32, CPU])


def indices(n: N) -> None:
    assert_type(torch.randperm(10), Tensor[tuple[L[10]], Int64, CPU])
    assert_type(torch.triu_indices(4, 4, offset=1), Tensor[tuple[L[2], L[6]], Int64, CPU])


def margins(x: Tall) -> None:
    assert_type(torch.nn.TripletMarginLoss()(x, x, x), Tensor[tuple[()], Float32, CPU])
