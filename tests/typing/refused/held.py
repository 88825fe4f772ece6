"""Mistakes with what a module holds: buffers that its class calls plain tensors, and layers that others make for it."""

# mypy: allow-redefinition, allow-untyped-defs, allow-untyped-calls, allow-incomplete-defs

from __future__ import annotations

import copy
from functools import partial
from typing import Any, TypeVar
from typing import Literal as L

import torch
import torch.nn.functional as F
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
    nn.init.constant_(layer.bias, 0.0)
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
        self.stem = nn.Sequential(initialized(nn.Conv2d(3, 8, 1)), initialized(nn.Conv2d(4, 8, 1)))

    def forward(self, x: Tensor[tuple[N, L[7]], Float32, Dev], y: Tensor[tuple[N, L[8]], Float32, Dev]) -> None:
        self.actor(y)  # mistake for the plugin: what a helper gives back
        self.critic(x)  # mistake for the plugin: what a helper gives back
        self.out(x)  # mistake for the plugin: what a helper gives back
        self.layers[0](x)  # mistake for the plugin: what a helper gives back
        self.point(x[None, None])  # mistake for the plugin: what a helper gives back
        self.stem(torch.zeros(1, 3, 8, 8))  # mistake for the plugin: what a helper gives back


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


class InSomePasses(nn.Module):
    def __init__(self, depth: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(depth)])
        self.first, self.norm = nn.Linear(4, 8), nn.LayerNorm(6)

    def forward(self, x: Tensor[tuple[N, L[8]], Float32, Dev]) -> Tensor[tuple[N, L[8]], Float32, Dev]:
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i < 2:
                x = self.norm(x).relu()  # mistake for the plugin: in some passes of a loop
        return x

    def in_none(self, x: Tensor[tuple[N, L[4]], Float32, Dev]) -> Any:
        for i, layer in enumerate(self.layers):
            if i > 0:
                layer(layer(x).mean(1))  # mistake for the plugin: in some passes of a loop
            x = self.first(x) if i == 0 else layer(x)
        return x

    def when_trained(self, x: Tensor[tuple[N, L[4]], Float32, Dev]) -> Tensor[tuple[N, L[8]], Float32, Dev]:
        for layer in self.layers:
            if self.training:
                x = layer(self.first(x))
        return x  # mistake: in a loop, if it is trained


def product(x, y):
    return x @ y


def difference(value, wanted):
    return F.mse_loss(value, wanted)


class Returned(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.head = nn.Linear(dim, 1)

    def forward(
        self, x: Tensor[tuple[N, D], Float32, Dev], y: Tensor[tuple[T], Float32, Dev]
    ) -> Tensor[tuple[()], Float32]:
        return product(self.head(x), y)  # type: ignore[no-any-return, unused-ignore]  # mistake for the plugin: returned by a helper

    def loss(
        self, x: Tensor[tuple[N, D], Float32, Dev], y: Tensor[tuple[N], Float32, Dev]
    ) -> Tensor[tuple[()], Float32]:
        value = self.head(x)
        F.l1_loss(value, y[:, None]), F.l1_loss(value, y[:, None], reduction="none"), F.l1_loss(x, x[0])
        nn.MSELoss()(y, value)  # mistake for the plugin: a loss of all against all
        return difference(value, y)  # type: ignore[no-any-return, unused-ignore]  # mistake for the plugin: a loss of all against all


class InABranch(nn.Module):
    def one(self, x: Tensor[tuple[N, D], Float32, Dev], kept: Any, keep: bool) -> Tensor[tuple[N], Float32, Dev]:
        out = x.sum(0)
        if keep:
            out = kept
        return out  # mistake for the plugin: one branch of two

    def other(self, x: Tensor[tuple[N, D], Float32, Dev], kept: Any, keep: bool) -> Tensor[tuple[N], Float32, Dev]:
        out = x.sum(0)
        if keep:
            print(keep)
            out = kept
        else:
            out = out.view(1, -1).sum(1)
        return out  # mistake for the plugin: one branch of two


class Residual(nn.Module):
    def __init__(self, dim: int, skip: int) -> None:
        super().__init__()
        self.conv, self.skip = nn.Conv1d(dim, dim, 3, padding=1), nn.Conv1d(dim, skip, 1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return x + self.conv(x), self.skip(x)


class Stack(nn.Module):
    def __init__(self, depth: int, dim: int, skip: int) -> None:
        super().__init__()
        self.wide = nn.ModuleList([nn.Linear(8, 16) for _ in range(depth)])
        self.residual = nn.ModuleList([Residual(dim, skip) for _ in range(depth)])
        self.one, self.two = nn.ModuleList([nn.Linear(8, 16)]), nn.ModuleList([nn.Linear(8, 16), nn.Linear(16, 8)])

    def widened(self, x: Tensor[tuple[N, L[8]], Float32, Dev]) -> Any:
        for layer in self.wide:
            x = layer(x)  # mistake for the plugin: the next pass of a loop
        return x

    def repeated(self, x: Tensor[tuple[N, L[8]], Float32, Dev]) -> Any:
        for _ in range(2):
            for layer in self.wide:
                x = layer(x)  # mistake for the plugin: the next pass of a loop
        return x

    def swapped(self, x: Tensor[tuple[N, D, T], Float32, Dev], y: Tensor[tuple[N, L[8]], Float32, Dev]) -> Any:
        for _i, layer in enumerate(self.residual):
            _, x = layer(x)  # mistake for the plugin: the next pass of a loop
        for layer in self.residual:
            x, _ = layer(x)
        for layer in self.one:
            y = layer(y)
        return y

    def narrowed(self, x: Tensor[tuple[N, L[8]], Float32, Dev]) -> Any:
        for layer in self.two:
            x = layer(x)
        return x


class Updated(nn.Module):
    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(rows, columns))

    def update(self) -> None:
        self.weight.data /= self.weight.data.norm(dim=-1)  # mistake for the plugin: in place, of an attribute
        self.weight.data += self.weight.T  # mistake for the plugin: in place, of an attribute


def chosen_again(x: Tensor[tuple[N, D], Float32, Dev], *, c: bool, d: bool) -> Tensor[tuple[N], Float32, Dev]:
    y = x.sum(1)
    if c:
        y = x.sum(0)
    if d:
        y = y.abs() if c else y
    return y  # mistake for the plugin: a branch that leads to what is returned
