"""Creation: the rank, the dtype and the device come out in every checker, sizes only with the plugin."""

from typing import Any, TypeVar, assert_type
from typing import Literal as L

import torch

import typed_torch as tt
from typed_torch import CPU, CUDA, Bool, Device, DType, Float16, Float32, Float64, Floating, Int64, Meta, Tensor

D = TypeVar("D", bound=Floating)
Dev = TypeVar("Dev", bound=Device)


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


def arguments_decide(n: int) -> None:
    x: Tensor[tuple[Any, Any], Float16, CPU] = tt.zeros(n, n, dtype=tt.float16)
    y: Tensor[tuple[Any], Float64, CPU] = tt.ones(n, dtype=tt.float64, device=None)
    z: Tensor[tuple[Any, Any], Float16, CPU] = tt.rand((n, n), dtype=tt.float16, requires_grad=True)
    a: Tensor[tuple[Any, Any], Int64, CPU] = tt.zeros(n, n, dtype=tt.long)
    b: Tensor[Any, Float16, CUDA] = tt.full((n, n), 1, dtype=tt.half, device="cuda")
    c: Tensor[Any, Int64, CUDA] = tt.full((n, n), 1, device="cuda")
    d: Tensor[Any, Bool, Meta] = tt.full(n, n, fill_value=False, device="meta")
    e: Tensor = tt.zeros(n, dtype=tt.int8)
    f: Tensor[tuple[Any]] = tt.zeros(n, dtype=tt.int8, device="xpu:1") if n else tt.empty(n)
    print(a, b, c, d, e, f, x, y, z)


def open_dtypes(
    n: int, d: torch.dtype, maybe: torch.dtype | None, anything: Any, some: DType, family: Floating
) -> None:
    a: Tensor[tuple[Any], Float16, CPU] = tt.zeros(n, dtype=d)
    b: Tensor[tuple[Any], Float16, CPU] = tt.zeros(n, dtype=anything)
    c: Tensor[tuple[Any], Float16, CUDA] = tt.zeros(n, dtype=torch.float16, device=anything)
    e: Tensor[tuple[Any], Float32, CPU] = tt.zeros(n, dtype=maybe)
    f: torch.Tensor = tt.zeros(n, n, dtype=some, device=None if n else "cuda")
    g: Tensor[Any, Float32, CPU] = tt.full((n, n), 0.5, dtype=maybe)
    h: Tensor[Any, Float32, Any] = tt.zeros_like(f, dtype=d)
    i: Tensor[Any, Float32, CPU] = tt.zeros_like(e, dtype=d)
    j: Tensor[Any, Float32, CPU] = tt.full_like(e, 0.5, dtype=maybe)
    tt.nn.functional.group_norm(tt.zeros(n, 6, dtype=family), 3)
    tt.nn.functional.group_norm(tt.zeros(n, 6, dtype=maybe), 3)
    tt.nn.functional.group_norm(tt.ones(n, 6, dtype=tt.float16 if n else tt.float32), 3)
    tt.nn.functional.group_norm(tt.ones(n, 6, dtype=torch.float16 if n else tt.float32), 3)
    print(a, b, c, e, f, g, h, i, j, some.itemsize + 1)


def chosen(half: bool, n: int) -> torch.Tensor:
    dtype = tt.float32
    narrow: torch.dtype = tt.float16
    options: dict[str, Any] = {"dtype": tt.float16, "device": "cuda"}
    x: Tensor[tuple[Any], Float16, CUDA] = tt.zeros(n, **options)
    return tt.zeros(n, dtype=narrow if half else dtype, device="cuda") + x


def generic(x: Tensor[Any, D, Dev], dtype: D, device: str | None) -> Tensor[tuple[Any], D, Dev]:
    y: Tensor[tuple[Any], D, Any] = tt.zeros(4, dtype=dtype, device=device)
    z: Tensor[Any, D, Dev] = tt.zeros_like(x)
    w: Tensor[Any, Float16, Dev] = tt.zeros_like(x, dtype=tt.float16)
    v: Tensor[Any, D, CPU] = tt.full_like(x, 1, device="cpu")
    print(y, z, w, v)
    return tt.zeros(4, dtype=x.dtype, device=x.device)
