"""Mistakes with what a module holds: buffers that its class calls plain tensors, and layers that others make for it."""

# mypy: allow-redefinition, allow-untyped-defs, allow-untyped-calls, allow-incomplete-defs

from __future__ import annotations

import copy
from functools import partial
from typing import Any, TypeVar
from typing import Literal as L

import torch
from torch import nn

from typed_torch import Device, Float32, Tensor

N = TypeVar("N", bound=int)
T = TypeVar("T", bound=int)
D = TypeVar("D", bound=int)
Dev = TypeVar("Dev", bound=Device)
Module = TypeVar("Module", bound=nn.Module)

pointwise = partial(nn.Conv1d, kernel_size=1)


class Codebook(nn.Module):
    codes: torch.Tensor

    def __init__(self, count: int, dim: int) -> None:
        super().__init__()
        self.register_buffer("codes", torch.randn(count, dim))
        self.usage: torch.Tensor = torch.zeros(count)

    def forward(self, x: Tensor[tuple[N, D], Float32, Dev]) -> Any:
        x = x - self.codes[0]
        x @ self.codes  # mistake for the plugin: a buffer
        self.codes * self.usage  # mistake for the plugin: a buffer
        return x @ self.codes.T


def initialized(layer, std=1.0):
    nn.init.orthogonal_(layer.weight, std)
    return layer


def zeroed(module: nn.Module) -> nn.Module:
    for parameter in module.parameters():
        parameter.detach().zero_()
    return module


def clones(module: nn.Module, count: int):
    return nn.ModuleList([copy.deepcopy(module) for _ in range(count)])


class Agent(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.actor = nn.Sequential(initialized(nn.Linear(8, 64)), nn.Tanh(), initialized(nn.Linear(32, 2), std=0.01))
        self.critic, self.out = initialized(nn.Linear(8, 1)), zeroed(nn.Linear(4, 8))
        self.layers, self.point = clones(nn.Linear(4, 4), 3), pointwise(3, 4)

    def forward(self, x: Tensor[tuple[N, L[7]], Float32, Dev], y: Tensor[tuple[N, L[8]], Float32, Dev]) -> None:
        self.actor(y)  # mistake for the plugin: what a helper gives back
        self.critic(x)  # mistake for the plugin: what a helper gives back
        self.out(x)  # mistake for the plugin: what a helper gives back
        self.layers[0](x)  # mistake for the plugin: what a helper gives back
        self.point(x[None, None])  # mistake for the plugin: what a helper gives back


class Block(nn.Module):
    def __init__(
        self, dim: int, norm_layer=nn.LayerNorm, act_layer: type[nn.Module] = nn.GELU, *, norm_first: bool = False
    ) -> None:
        super().__init__()
        self.norm = norm_layer(dim)
        self.inner = norm_layer(2 * dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), act_layer(), norm_layer(4 * dim), nn.Linear(dim, dim))
        self.skip = norm_layer(dim) if norm_first else nn.Identity()

    def forward(self, x: Tensor[tuple[N, T, D], Float32, Dev]) -> Any:
        x = self.norm(self.skip(x))
        self.inner(x)  # mistake for the plugin: a layer by its default
        self.mlp(x)  # mistake for the plugin: a layer by its default
        x.mT + self.skip(x)  # mistake for the plugin: a layer by its default
        return x
