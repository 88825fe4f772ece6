"""Mistakes about what a creation function makes: its arguments decide the dtype and the device, not the declaration."""

from typing import Any, TypeVar
from typing import Literal as L

import torch

import typed_torch as tt
from typed_torch import CPU, CUDA, BFloat16, Bool, Device, Float16, Float32, Float64, Floating, Int64, Meta, Tensor

N = TypeVar("N", bound=int)
D = TypeVar("D", bound=Floating)
Dev = TypeVar("Dev", bound=Device)


def declared_beside_another_dtype(n: int, sizes: list[int]) -> None:
    a: Tensor[tuple[Any, Any], Float32, CPU] = tt.zeros(4, 256, dtype=tt.float16)  # mistake: declared dtype
    b: Tensor[tuple[L[4], L[256]], Float32, CPU] = tt.ones(4, 256, dtype=tt.float16)  # mistake: declared dtype
    c: Tensor[tuple[Any, Any], Float32, CPU] = tt.empty((4, 256), dtype=tt.float64)  # mistake: declared dtype
    d: Tensor[tuple[L[4], L[256]], Float32, CPU] = tt.rand((4, 256), dtype=tt.half)  # mistake: declared dtype
    e: Tensor[tuple[Any, Any], Int64, CPU] = tt.zeros(4, 256, dtype=tt.float32)  # mistake: declared dtype
    f: Tensor[tuple[Any, Any], Float32, CPU] = tt.randn([4, 256], dtype=tt.bfloat16)  # mistake: declared dtype
    g: Tensor[tuple[Any, Any], Float32, CPU] = tt.randn(n, n, dtype=tt.float64)  # mistake: declared dtype
    h: Tensor[Any, Float32, CPU] = tt.randn(*sizes, dtype=tt.float64)  # mistake: declared dtype
    i: Tensor[Any, Float32, CPU] = tt.randn(sizes, dtype=tt.float64)  # mistake: declared dtype
    j: Tensor[tuple[()], Float32, CPU] = tt.ones((), dtype=tt.float64)  # mistake: declared dtype
    k: Tensor[Any, Float32, CUDA] = tt.zeros(4, dtype=tt.float16, device="cuda")  # mistake: declared dtype
    m: Tensor[Any, Float32, Meta] = tt.zeros((4,), dtype=tt.bool, device="meta")  # mistake: declared dtype
    o: Tensor[Any, Float32] = tt.zeros(4, dtype=tt.float16, device="cuda")  # mistake: declared dtype


def declared_beside_the_default_dtype(n: int, sizes: list[int], device: str) -> None:
    a: Tensor[tuple[Any, Any], Int64, CPU] = tt.zeros(4, 6)  # mistake: declared dtype, none given
    b: Tensor[tuple[L[4], L[6]], Float16, CPU] = tt.ones((4, 6))  # mistake: declared dtype, none given
    c: Tensor[tuple[Any], Bool, CPU] = tt.empty([n])  # mistake: declared dtype, none given
    d: Tensor[Any, Float64, CPU] = tt.randn(*sizes)  # mistake: declared dtype, none given
    e: Tensor[Any, BFloat16, CUDA] = tt.randn(n, device="cuda")  # mistake: declared dtype, none given
    f: Tensor[Any, BFloat16, CUDA] = tt.rand((n, n), device="cuda:1")  # mistake: declared dtype, none given
    g: Tensor[Any, Float64] = tt.randn(n, device=device)  # mistake: declared dtype, none given
    h: Tensor[tuple[Any, Any], Int64, CPU] = tt.full((4, 6), 0.5)  # mistake: declared dtype, none given
    i: Tensor[tuple[Any, Any], Float32, CPU] = tt.full((4, 6), 1)  # mistake: declared dtype, none given
    j: Tensor[Any, Float32, CPU] = tt.full(4, 6, fill_value=True)  # mistake: declared dtype, none given
    k: Tensor[Any, Int64, CUDA] = tt.full((4, 6), 0.5, device="cuda")  # mistake: declared dtype, none given


def declared_beside_another_device(n: int) -> None:
    a: Tensor[tuple[Any, Any], Float32, CPU] = tt.zeros(4, 6, device="cuda")  # mistake: declared device
    b: Tensor[tuple[Any, Any], Float32, CPU] = tt.ones((4, 6), device="meta")  # mistake: declared device
    c: Tensor[tuple[Any, Any], Float32, CUDA] = tt.randn(4, n)  # mistake: declared device
    d: Tensor[tuple[Any, Any], Float16, CUDA] = tt.rand(4, n, dtype=tt.float16)  # mistake: declared device
    e: Tensor[tuple[Any, Any], Float32, CUDA] = tt.empty((4, 6), device="cpu")  # mistake: declared device
    f: Tensor[tuple[Any, Any], Float32, CUDA] = tt.full((4, 6), 0.5)  # mistake: declared device
    g: Tensor[Any, Float64, CPU] = tt.full((4, 6), 1, dtype=tt.float64, device="cuda")  # mistake: declared device


def declared_beside_the_value_and_dtype_of_full() -> None:
    a: Tensor[tuple[Any, Any], Float32, CPU] = tt.full((4, 6), 0.5, dtype=tt.float16)  # mistake: declared dtype
    b: Tensor[tuple[Any, Any], Float32, CPU] = tt.full([4, 6], 1, dtype=tt.int64)  # mistake: declared dtype
    c: Tensor[Any, Float32, CPU] = tt.full(4, 6, fill_value=1.0, dtype=tt.float64)  # mistake: declared dtype
    d: Tensor[Any, Float32, CUDA] = tt.full((4,), 1.0, dtype=tt.half, device="cuda")  # mistake: declared dtype


def declared_beside_what_it_is_like(x: Tensor[tuple[L[4], L[6]], Float32, CPU], u: torch.Tensor) -> None:
    a: Tensor[tuple[L[4], L[6]], Float16, CPU] = tt.zeros_like(x)  # mistake: declared dtype, like
    b: Tensor[tuple[L[4], L[6]], Float32, CPU] = tt.ones_like(x, dtype=tt.half)  # mistake: declared dtype, like
    c: Tensor[Any, Float32, CPU] = tt.randn_like(x, dtype=tt.float64)  # mistake: declared dtype, like
    d: Tensor[Any, Float32, CUDA] = tt.rand_like(x, dtype=tt.half, device="cuda")  # mistake: declared dtype, like
    e: Tensor[Any, Float32, CPU] = tt.full_like(x, 1, dtype=tt.int64)  # mistake: declared dtype, like
    f: Tensor[Any, Float32, CUDA] = tt.empty_like(x)  # mistake: declared device, like
    g: Tensor[Any, Float32, CPU] = tt.empty_like(x, device="cuda")  # mistake: declared device, like
    h: Tensor[Any, Float32, CPU] = tt.ones_like(x, dtype=tt.float, device="meta")  # mistake: declared device, like
    i: Tensor[Any, Float32, CPU] = tt.full_like(x, 0, device="cuda")  # mistake: declared device, like
    j: Tensor[tuple[L[4], L[5]], Float64, CPU] = tt.ones_like(x, dtype=tt.double)  # mistake: declared shape, like
    k: Tensor[Any, Float32, CPU] = tt.zeros_like(u, dtype=tt.float16)  # mistake: declared dtype, like


def untyped_dtypes(d: torch.dtype, maybe: torch.dtype | None, u: torch.Tensor) -> None:
    a: Tensor[tuple[Any, Any], Float32, CUDA] = tt.zeros(4, 6, dtype=d)  # mistake: declared device
    b: Tensor[tuple[Any, Any], Float32, CUDA] = tt.full((4, 6), 0.5, dtype=torch.float32)  # mistake: declared device
    c: Tensor[tuple[Any, Any], Float32, CPU] = tt.ones((4, 6), dtype=maybe, device="cuda")  # mistake: declared device
    e: Tensor[tuple[Any], Float32, CPU] = tt.zeros(4, 6, dtype=u.dtype)  # mistake: declared rank


def takes(x: Tensor[tuple[Any, Any], Float32, CPU], y: Tensor[Any, Int64, CPU] | None = None) -> None: ...


def passed(n: int) -> None:
    takes(tt.zeros(4, 256, dtype=tt.float16))  # mistake: dtype of a new argument
    takes(tt.zeros((n, 256), dtype=tt.float16))  # mistake: dtype of a new argument
    takes(tt.full((n, 256), 1))  # mistake: dtype of a new argument
    takes(x=tt.randn(n, n, device="cuda"))  # mistake: device of a new argument
    takes(tt.randn(n, n), tt.zeros(4))  # mistake: dtype of a new argument
    takes(tt.randn(n, n), y=tt.zeros(4, dtype=tt.int32))  # mistake: dtype of a new argument
    takes(tt.zeros_like(tt.randn(n, n), dtype=tt.float64))  # mistake: dtype of a new argument


def returned(n: N) -> Tensor[tuple[N], Float32, CPU]:
    if n > 3:
        return tt.zeros(n)
    if n > 2:
        return tt.zeros(n, dtype=tt.float64)  # mistake: declared dtype
    return tt.zeros(n, device="cuda")  # mistake: declared device


def generic(x: Tensor[tuple[Any, Any], D, Dev]) -> Tensor[tuple[Any], D, Dev]:
    if x.is_leaf:
        return tt.zeros(4, device=x.device)  # mistake: declared dtype, none given
    return tt.zeros(4, dtype=x.dtype)  # mistake: declared device


class Held:
    mask: Tensor[tuple[Any], Bool, CPU]

    def __init__(self, n: int) -> None:
        self.mask = tt.ones(n)  # mistake: declared dtype, none given
        self.many: list[Tensor[Any, Int64, CPU]] = [tt.zeros(n, dtype=tt.int32)]  # mistake: declared dtype
