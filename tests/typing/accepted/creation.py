"""Creation: the rank, the dtype and the device come out in every checker, sizes only with the plugin."""

from typing import Any, assert_type
from typing import Literal as L

import torch

import typed_torch as tt
from typed_torch import CPU, CUDA, Bool, Float32, Float64, Int64, Meta, Tensor


def fitting_annotations() -> None:
    a: Tensor[tuple[L[4], L[6]], Float32, CPU] = tt.randn(4, 6)
    b: Tensor[tuple[L[4], L[6]], Float32, CPU] = tt.zeros((4, 6))
    c: Tensor[tuple[L[4], L[6]], Float32, CPU] = tt.ones([4, 6])
    d: Tensor[tuple[L[4], L[6]], Float64, CUDA] = tt.empty(4, 6, dtype=tt.float64, device="cuda:1")
    e: Tensor[tuple[Any, ...], Float32, Meta] = tt.rand([4, 6], device="meta", requires_grad=True)
    f: Tensor[tuple[L[4], L[6]], Float32, CPU] = tt.full((4, 6), 0.5)
    g: Tensor[tuple[L[4], L[6]], Int64, CPU] = tt.full([4, 6], 1)
    h: Tensor[tuple[L[4], L[6]], Bool, CPU] = tt.full(4, 6, fill_value=True)
    print(a, b, c, d, e, f, g, h)


def sizes_from_elsewhere(n: int, sizes: list[int], device: str, dtype: torch.dtype, like: torch.Tensor) -> None:
    tt.nn.functional.group_norm(tt.randn(n, 6), 3)
    tt.nn.functional.group_norm(tt.randn(*sizes), 3)
    tt.nn.functional.group_norm(tt.randn(sizes), 3)
    tt.nn.functional.group_norm(tt.randn((*sizes, 6)), 3)
    tt.nn.functional.group_norm(tt.randn([*sizes, 6]), 3)
    batched: Tensor[tuple[Any, Any, Any, L[6]], Float32, CPU] = tt.zeros((*sizes, 6))
    print(batched, tt.cat([*[like, like], batched]))
    tt.nn.functional.group_norm(tt.randn(tuple(sizes)), 3)
    tt.nn.functional.group_norm(tt.randn(n, 6, device=device), 3)
    tt.nn.functional.group_norm(tt.randn(n, 6, device=torch.device("cuda")), 3)
    tt.nn.functional.group_norm(tt.randn(n, 6, dtype=dtype), 3)
    tt.nn.functional.group_norm(tt.randn(like.shape), 3)
    tt.nn.functional.group_norm(tt.randn(like.size(0), like.shape[1]), 3)


def like(x: Tensor[tuple[L[4], L[6]], Float32, CPU], u: torch.Tensor) -> None:
    assert_type(tt.zeros_like(x), Tensor[tuple[L[4], L[6]], Float32, CPU])
    assert_type(tt.randn_like(x, dtype=tt.float64), Tensor[tuple[L[4], L[6]], Float64, CPU])
    assert_type(tt.ones_like(x, device="cuda", dtype=tt.float64), Tensor[tuple[L[4], L[6]], Float64, CUDA])
    assert_type(tt.full_like(x, 0.5), Tensor[tuple[L[4], L[6]], Float32, CPU])
    assert_type(tt.empty_like(u), Tensor)
    assert_type(x.dtype, Float32)
    y: Tensor[tuple[L[3]], Float32, CPU] = tt.randn(3, dtype=x.dtype, device=x.device)
    tt.randn(3, dtype=u.dtype, device=u.device)
    print(y, y.device.index, y.dtype.itemsize)
