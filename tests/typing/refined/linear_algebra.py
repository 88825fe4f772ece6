"""``torch.linalg``, ``torch.fft`` and ``torch.special``, which torch leaves untyped, and complex numbers."""

from typing import Literal as L
from typing import TypeVar, assert_type

import torch
from torch.linalg import inv

from typed_torch import CPU, Complex64, Dim, Float32, Int32, Tensor
from typed_torch import linalg as ours

N = TypeVar("N", bound=int)
B = TypeVar("B", bound=int)

Square = Tensor[tuple[B, N, N], Float32, CPU]
Tall = Tensor[tuple[L[2], L[5], L[3]], Float32, CPU]
Signal = Tensor[tuple[L[2], L[16000]], Float32, CPU]


def square_matrices(x: Square[B, N], y: Tensor[tuple[B, N], Float32, CPU]) -> None:
    assert_type(torch.linalg.inv(x), Square[B, N])
    assert_type(inv(x), Square[B, N])
    assert_type(ours.inv(x), Square[B, N])
    assert_type(torch.linalg.det(x), Tensor[tuple[B], Float32, CPU])
    assert_type(torch.linalg.solve(x, x), Square[B, N])
    assert_type(torch.linalg.eigh(x).eigenvalues, Tensor[tuple[B, N], Float32, CPU])
    factor, info = torch.linalg.cholesky_ex(x)
    assert_type(factor, Square[B, N])
    assert_type(info, Tensor[tuple[B], Int32, CPU])
    assert_type(torch.linalg.vecdot(y, y), Tensor[tuple[B], Float32, CPU])


def named_results(x: Tall) -> None:
    assert_type(torch.linalg.svd(x, full_matrices=False).Vh, Tensor[tuple[L[2], L[3], L[3]], Float32, CPU])
    left, values, _ = torch.linalg.svd(x)
    assert_type(left, Tensor[tuple[L[2], L[5], L[5]], Float32, CPU])
    assert_type(values, Tensor[tuple[L[2], L[3]], Float32, CPU])
    assert_type(torch.linalg.qr(x).Q, Tall)
    assert_type(torch.linalg.lu(x).L, Tall)
    assert_type(torch.linalg.norm(x, dim=-1), Tensor[tuple[L[2], L[5]], Float32, CPU])


def transforms(x: Signal, y: Tensor[tuple[B, N], Float32, CPU]) -> None:
    assert_type(torch.fft.rfft(y), Tensor[tuple[B, Dim[L["N // 2 + 1"]]], Complex64, CPU])
    assert_type(torch.fft.fft(x).abs(), Signal)
    frames = torch.stft(x, 400, 160, return_complex=True)
    assert_type(frames, Tensor[tuple[L[2], L[201], L[101]], Complex64, CPU])
    assert_type(torch.istft(frames, 400, 160), Signal)
    assert_type(torch.view_as_real(frames), Tensor[tuple[L[2], L[201], L[101], L[2]], Float32, CPU])
    assert_type(torch.special.expit(y), Tensor[tuple[B, N], Float32, CPU])


def rotary(x: Tensor[tuple[B, L[8]], Float32, CPU], angles: Tensor[tuple[L[4]], Float32, CPU]) -> None:
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2))
    turned = pairs * torch.polar(torch.ones_like(angles), angles)
    assert_type(turned, Tensor[tuple[B, L[4]], Complex64, CPU])
    assert_type(torch.view_as_real(turned).flatten(1), Tensor[tuple[B, L[8]], Float32, CPU])
