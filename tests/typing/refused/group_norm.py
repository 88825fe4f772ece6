"""Mistakes in calls of ``group_norm``: the annotated tensors are enough for every checker."""

from typing import Any
from typing import Literal as L

import typed_torch as tt
from typed_torch import CPU, CUDA, BFloat16, Bool, Float16, Float32, Float64, Int64, Tensor
from typed_torch.nn.functional import group_norm


def ranks(x0: Tensor[tuple[()], Float32, CPU], x1: Tensor[tuple[L[6]], Float32, CPU]) -> None:
    group_norm(x0, 1)  # mistake: rank
    group_norm(x1, 2)  # mistake: rank
    group_norm(x1, 2, {"eps": 1e-3})  # mistake: rank
    group_norm(tt.randn(6), 2)  # mistake: rank


def sizes(
    x: Tensor[tuple[L[4], L[64], L[8], L[8]], Float32, CPU],
    y: Tensor[tuple[Any, L[6]], Float32, CPU],
    w: Tensor[tuple[L[64]], Float32, CPU],
    v: Tensor[tuple[L[6]], Float32, CPU],
    w2: Tensor[tuple[L[64], L[1]], Float32, CPU],
) -> None:
    group_norm(x, 8, v)  # mistake: weight size
    group_norm(x, 8, w2)  # mistake: weight size
    group_norm(y, 3, w, v)  # mistake: weight size
    group_norm(x, 8, weight=v, eps=1e-3)  # mistake: weight size
    group_norm(x, 8, w, v)  # mistake: bias size
    group_norm(x, 8, bias=v)  # mistake: bias size
    group_norm(x, 8, None, w2)  # mistake: bias size
    group_norm(x, 8, {"weight": v})  # mistake: weight size
    group_norm(x, 8, {"bias": v, "eps": 1e-3})  # mistake: bias size
    group_norm(x, 8, w, None, 1e-5, {"bias": v})  # mistake: bias size


def dtypes(
    x: Tensor[tuple[L[4], L[64]], Float32, CPU],
    h: Tensor[tuple[L[4], L[64]], Float16, CPU],
    w64: Tensor[tuple[L[64]], Float64, CPU],
    wbf: Tensor[tuple[L[64]], BFloat16, CPU],
    w: Tensor[tuple[L[64]], Float32, CPU],
) -> None:
    group_norm(x, 8, w64)  # mistake: dtype
    group_norm(x, 8, w, w64)  # mistake: dtype
    group_norm(x, 8, wbf)  # mistake: dtype
    group_norm(h, 8, wbf)  # mistake: dtype
    group_norm(h, 8, w64, w64)  # mistake: dtype
    group_norm(x, 8, {"weight": w64})  # mistake: dtype


def devices(
    x: Tensor[tuple[L[4], L[64]], Float32, CPU],
    g: Tensor[tuple[L[4], L[64]], Float32, CUDA],
    w: Tensor[tuple[L[64]], Float32, CPU],
    wg: Tensor[tuple[L[64]], Float32, CUDA],
) -> None:
    group_norm(x, 8, wg)  # mistake: device
    group_norm(g, 8, wg, w)  # mistake: device
    group_norm(g, 8, bias=w)  # mistake: device
    group_norm(x, 8, tt.ones(64, device="cuda"))  # mistake: device
    group_norm(x, 8, options={"weight": wg})  # mistake: device


def integers(i: Tensor[tuple[L[4], L[64]], Int64, CPU], b: Tensor[tuple[L[4], L[64]], Bool, CPU]) -> None:
    group_norm(i, 8)  # mistake: integer input
    group_norm(b, 8)  # mistake: integer input
    group_norm(b, 8, {"eps": 1e-3})  # mistake for the plugin: integer input beside options
    tt.nn.GroupNorm(8, 64)(i)  # mistake: integer input
    group_norm(tt.zeros(4, 64, dtype=tt.int64), 8)  # mistake: integer input


def arguments(x: Tensor[tuple[L[4], L[64]], Float32, CPU], w: Tensor[tuple[L[64]], Float32, CPU]) -> None:
    group_norm(x, 8, {"wieght": w})  # mistake: misspelt option
    group_norm(x, 8, w, None, 1e-5, {"epsilon": 1e-3})  # mistake: misspelt option
    group_norm(x, 8, options={"momentum": 0.1})  # mistake: misspelt option
    group_norm(x, 8, wieght=w)  # mistake: misspelt option
    group_norm(x, 8, activation="gelu")  # mistake: misspelt activation
    group_norm(x, 8, {"activation": "swish"})  # mistake: misspelt activation
    tt.nn.GroupNorm(8, 64)(inputs=x)  # mistake: wrong keyword to a module
    tt.nn.GroupNorm[L[64]](8, 64)(x=x)  # mistake: wrong keyword to a module
    group_norm(x, "8")  # mistake: num_groups of another type
    group_norm(x)  # mistake: missing num_groups


def modules(
    m: tt.nn.GroupNorm[L[64]],
    x: Tensor[tuple[L[4], L[6]], Float32, CPU],
    x1: Tensor[tuple[L[64]], Float32, CPU],
) -> None:
    m(x)  # mistake: channels of a module
    m(x1)  # mistake: rank
    m.forward(x)  # mistake: channels of a module


def plugin_only(x: Tensor[tuple[L[4], L[64], L[8]], Float32, CPU], w: Tensor[tuple[L[64]], Float32, CPU]) -> None:
    group_norm(x, 7)  # mistake for the plugin: divisibility
    group_norm(x, 0)  # mistake for the plugin: divisibility
    tt.nn.GroupNorm(7, 64)  # mistake for the plugin: divisibility
    tt.nn.GroupNorm[L[64]](7, 64)  # mistake for the plugin: divisibility
    group_norm(x, 8, {"weight": w, "bias": tt.ones(6)})  # mistake for the plugin: options
    group_norm(x, 8, {"eps": -1e-3})  # mistake for the plugin: options
    group_norm(x, 8, w, None, 1e-5, {"eps": 1e-3})  # mistake for the plugin: options
    group_norm(x, 8, w, options={"weight": w})  # mistake for the plugin: options
    group_norm(x, 8, tt.ones(32))  # mistake for the plugin: wrong literal sizes
    group_norm(tt.randn(4, 32, 8), 8, w)  # mistake for the plugin: wrong literal sizes
    group_norm(tt.randn((4, 6)), 4)  # mistake for the plugin: wrong literal sizes
    tt.nn.GroupNorm(8, 32)(x)  # mistake for the plugin: wrong literal sizes
    tt.nn.GroupNorm[L[64]](8, 32)  # mistake for the plugin: wrong literal sizes
    group_norm(tt.randn(1, 6), 6)  # mistake for the plugin: one value per group
    group_norm(x, True)  # mistake for the plugin: num_groups that is a bool
