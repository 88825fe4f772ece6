"""Correct typed code, with the types that every checker gives it."""

from functools import partial
from typing import Any, Generic, TypeVar, assert_type
from typing import Literal as L

from typing_extensions import TypeVarTuple

import typed_torch as tt
from typed_torch import CPU, CUDA, BFloat16, Bool, Device, Float16, Float32, Float64, Floating, Int64, Tensor
from typed_torch.nn.functional import GroupNormOptions, group_norm

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)
D = TypeVar("D", bound=Floating)
Dev = TypeVar("Dev", bound=Device)
Sp = TypeVarTuple("Sp")

Image = Tensor[tuple[L[4], L[64], L[8], L[8]], Float32, CPU]
Channels = Tensor[tuple[L[64]], Float32, CPU]


def every_call_form(x: Image, w: Channels, b: Channels) -> None:
    assert_type(group_norm(x, 8), Image)
    assert_type(group_norm(x, 8, {}), Image)
    assert_type(group_norm(x, 8, {"eps": 1e-3}), Image)
    assert_type(group_norm(x, 8, {"weight": w, "bias": b, "eps": 1e-3}), Image)
    assert_type(group_norm(x, 8, options={"weight": w, "activation": "silu"}), Image)
    assert_type(group_norm(x, 8, options=None), Image)
    assert_type(group_norm(x, 8, w), Image)
    assert_type(group_norm(x, 8, w, b), Image)
    assert_type(group_norm(x, 8, None, b, 1e-3), Image)
    assert_type(group_norm(x, 8, w, b, 1e-3, {"activation": "silu"}), Image)
    assert_type(group_norm(x, 8, w, None, 1e-5, {"bias": b}), Image)
    assert_type(group_norm(x, 8, w, options={"bias": b}), Image)
    assert_type(group_norm(x, 8, weight=w, bias=b, eps=1), Image)
    assert_type(group_norm(x, 8, w, activation="silu"), Image)
    assert_type(group_norm(input=x, num_groups=8, bias=b), Image)
    options: GroupNormOptions[L[64], Float32, CPU] = {"weight": w}
    assert_type(group_norm(x, 8, options), Image)


def half_precision(
    x: Tensor[tuple[L[4], L[64]], BFloat16, CUDA],
    w: Tensor[tuple[L[64]], BFloat16, CUDA],
    w32: Tensor[tuple[L[64]], Float32, CUDA],
) -> None:
    assert_type(group_norm(x, 8, w, w), Tensor[tuple[L[4], L[64]], BFloat16, CUDA])
    assert_type(group_norm(x, 8, w32, w32), Tensor[tuple[L[4], L[64]], BFloat16, CUDA])
    assert_type(group_norm(x, 8, {"weight": w32}), Tensor[tuple[L[4], L[64]], BFloat16, CUDA])


def generic(
    x: Tensor[tuple[N, C, *Sp], D, Dev], w: Tensor[tuple[C], D, Dev], groups: int
) -> Tensor[tuple[N, C, *Sp], D, Dev]:
    y = group_norm(x, groups, w)
    assert_type(y, Tensor[tuple[N, C, *Sp], D, Dev])
    return group_norm(y, groups, {"bias": w})


def generic_image(x: Tensor[tuple[N, C, H, W], Float16, CUDA]) -> Tensor[tuple[N, C, H, W], Float16, CUDA]:
    return group_norm(x, 1)


def partly_known(
    x: Tensor[tuple[Any, L[64], Any, Any], Float32, CPU], w: Channels, u: Tensor[tuple[Any], Float32, CPU]
) -> None:
    assert_type(group_norm(x, 8, w), Tensor[tuple[Any, L[64], Any, Any], Float32, CPU])
    group_norm(x, 8, u, u)


def any_rank(
    x: Tensor[tuple[Any, ...], Float32, CPU], y: Tensor[Any, Float32, CPU], z: Tensor[tuple[L[4], L[64]]]
) -> None:
    group_norm(x, 8)
    group_norm(y, 8)
    group_norm(z, 8)
    exact: Image = tt.randn(4, 64, 8, 8)
    group_norm(exact, 8)


def modules(x: Image, m: tt.nn.GroupNorm[Any], m64: tt.nn.GroupNorm[L[64]]) -> None:
    assert_type(m64(x), Image)
    assert_type(m64(input=x), Image)
    assert_type(m64.forward(x), Image)
    m(x)
    tt.nn.GroupNorm(8, 64)(x)
    assert_type(
        tt.nn.GroupNorm[L[64]](8, 64, 1e-3, False, "cpu", tt.float32, bias=False, activation="silu"),
        tt.nn.GroupNorm[L[64]],
    )
    group_norm(x, 8, m64.weight, m64.bias)


class Block(tt.nn.Module, Generic[C]):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = tt.nn.GroupNorm[C](8, channels)
        self.second = tt.nn.GroupNorm[C](8, channels, activation="silu")

    def forward(self, x: Tensor[tuple[N, C, H, W], D, Dev]) -> Tensor[tuple[N, C, H, W], D, Dev]:
        y = self.second(self.first(x))
        assert_type(y, Tensor[tuple[N, C, H, W], D, Dev])
        return x + y


class Stack(tt.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.blocks = [Block[L[64]](64) for _ in range(3)]

    def forward(self, x: Image, scale: float = 1.0) -> Image:
        for block in self.blocks:
            x = block(x)
        return x * scale


class Narrow(tt.nn.GroupNorm[C]):
    def __init__(self, channels: int) -> None:
        super().__init__(8, channels)


class Bare(tt.nn.GroupNorm):
    pass


def subclasses(x: Image) -> None:
    assert_type(Narrow[L[64]](64)(x), Image)
    Bare(8, 64)(x)
    make = partial(tt.nn.GroupNorm, 8)
    make(64)(x)


def compose(x: Image) -> Image:
    assert_type(Block[L[64]](64)(x), Image)
    assert_type(Stack()(x, scale=2.0), Image)
    return Stack()(Block[L[64]](64)(x))


def parameters(w: Channels, x: Image) -> None:
    p = tt.nn.Parameter(w)
    assert_type(p, tt.nn.Parameter[tuple[L[64]], Float32, CPU])
    group_norm(x, 8, p, p)


def arithmetic(x: Image, u: Channels) -> None:
    assert_type(x + x, Image)
    assert_type(2.0 * x, Image)
    assert_type(x / 2, Image)
    assert_type(-x, Image)
    x.transpose(1, 3) + u
    assert_type(x.double(), Tensor[tuple[L[4], L[64], L[8], L[8]], Float64, CPU])
    assert_type(x.cuda().detach(), Tensor[tuple[L[4], L[64], L[8], L[8]], Float32, CUDA])
    assert_type(x.shape, tuple[L[4], L[64], L[8], L[8]])


def operations(a: Tensor[tuple[L[7], L[2], L[3]], Float32, CPU], b: Tensor[tuple[L[3], L[5]], Float32, CPU]) -> None:
    assert_type(tt.matmul(a, b), Tensor[tuple[L[7], L[2], L[5]], Float32, CPU])
    tt.matmul(a, tt.randn(7, 3, 2))
    tt.cat([a, a], 1)
    tt.cat((a, a), dim=-1)


def flags(i: Tensor[tuple[N], Int64, CPU], f: Tensor[tuple[N], Bool, CPU]) -> None:
    tt.cat([i, i])
    i + 1
