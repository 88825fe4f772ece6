"""Sizes that code tests: what a test says holds behind it, and nowhere else."""

# mypy: allow-redefinition

from typing import Any, Generic, TypeVar, assert_type
from typing import Literal as L

import torch
import torch.nn.functional as F
from torch import nn

from typed_torch import CPU, CUDA, Device, Dim, Float32, Tensor

N = TypeVar("N", bound=int)
M = TypeVar("M", bound=int)
C = TypeVar("C", bound=int)
R = TypeVar("R", bound=int)
T = TypeVar("T", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)
Dev = TypeVar("Dev", bound=Device)


def repeated(x: Tensor[tuple[N, C, T], Float32, CPU], times: R) -> Tensor[tuple[N, Dim[L["C * R"]], T], Float32, CPU]:
    n, c, t = x.shape
    if times == 1:
        return x
    if times == 2:
        return x  # type: ignore[tensor-shape]
    return x[:, :, None, :].expand(n, c, times, t).reshape(n, c * times, t)


def equal(
    x: Tensor[tuple[N, C], Float32, CPU], y: Tensor[tuple[M, C], Float32, CPU]
) -> Tensor[tuple[N, C], Float32, CPU]:
    if len(x) == y.size(0):
        x = x + y
    elif x.shape[1] == 1:
        x + y  # type: ignore[tensor-shape]
    assert x.shape[0] == y.shape[0]
    assert_type(x - y, Tensor[tuple[N, C], Float32, CPU])
    return y


def refused_unless_equal(
    x: Tensor[tuple[N, C], Float32, CPU], y: Tensor[tuple[M, T], Float32, CPU]
) -> Tensor[tuple[N, C], Float32, CPU]:
    x + y  # type: ignore[tensor-shape]
    if not x.shape == y.shape:
        raise ValueError
    return x * y


def even(x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> Tensor[tuple[N, C, H, W], Float32, CPU]:
    height, width = x.shape[-2:]
    x + F.interpolate(F.max_pool2d(x, 2), scale_factor=2)  # type: ignore[tensor-shape]
    if height % 2 or width % 2 != 0:
        raise ValueError
    return x + F.interpolate(F.max_pool2d(x, 2), scale_factor=2)


def gray(x: Tensor[tuple[N, L[3], H, W], Float32, CPU]) -> Tensor[tuple[N, H, W], Float32, CPU]:
    return x.mean(1)


def of_any_channels(x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> Tensor[tuple[N, H, W], Float32, CPU]:
    n, c, h, w = x.shape
    if c == 3:
        return gray(x)
    return x.view(n, h, w) if c == 1 else gray(x)  # type: ignore[tensor-shape]


class Gate(nn.Module):
    """Fits as many channels as it has, and says so when it is made."""

    def __init__(self, dim: C, other: M) -> None:
        super().__init__()
        if dim != other:
            raise ValueError
        self.scale = nn.Parameter(torch.ones(other))

    def forward(self, x: Tensor[tuple[N, C], Float32, CPU], y: Tensor[tuple[N, M], Float32, CPU]) -> None:
        x + y  # type: ignore[tensor-shape]


class Half(nn.Module, Generic[H, W]):
    def __init__(self, dim: H, other: W) -> None:
        super().__init__()
        assert dim == 2 * other
        self.out = nn.Linear(2 * other, dim)

    def forward(self, x: Tensor[tuple[N, H], Float32, Any]) -> Tensor[tuple[N, H], Float32, Any]:
        return self.out(x)


class Dot(nn.Module, Generic[C]):
    """Made without a number that says what ``C`` is."""

    def forward(
        self, x: Tensor[tuple[N, C], Float32, CPU], y: Tensor[tuple[N, T, C], Float32, CPU]
    ) -> Tensor[tuple[N, T], Float32, CPU]:
        return torch.einsum("nc,ntc->nt", x, y)


def made_of_unknown_size(x: Tensor[tuple[N, L[8]], Float32, CPU], y: Tensor[tuple[N, T, L[8]], Float32, CPU]) -> None:
    dot = Dot()
    assert_type(dot, Dot[Any])
    assert_type(dot(x, y), Tensor[tuple[N, T], Float32, CPU])


class Residual(nn.Module, Generic[C, M]):
    def __init__(self, dim: C, out: M, stride: int = 1, residual: bool = True) -> None:
        super().__init__()
        self.linear = nn.Linear(dim, out)
        are_same = dim == out
        self.is_residual = residual and stride == 1 and are_same

    def forward(self, x: Tensor[tuple[N, C], Float32, Any]) -> Tensor[tuple[N, M], Float32, Any]:
        y = self.linear(x)
        if self.is_residual:
            y = y + x
        return y

    def at_once(self, x: Tensor[tuple[N, C], Float32, Any]) -> Tensor[tuple[N, M], Float32, Any]:
        return x + self.linear(x) if self.is_residual else self.linear(x)

    def wrong(self, x: Tensor[tuple[N, C], Float32, Any]) -> Tensor[tuple[N, M], Float32, Any]:
        y = self.linear(x) if self.is_residual else self.linear(x) + x  # type: ignore[tensor-shape]
        y.relu()
        return x  # type: ignore[tensor-shape]


def chosen(x: Tensor[tuple[N, C], Float32, CPU], times: R) -> Tensor[tuple[N, Dim[L["C * R"]]], Float32, CPU]:
    return x if times == 1 else x.repeat(1, times)


def where_they_meet(x: Tensor[tuple[N, C], Float32, CPU], times: R) -> Tensor[tuple[N, Dim[L["C * R"]]], Float32, CPU]:
    if times > 1:  # sizes are 1 or more
        x = x.repeat(1, times)
    return x


def where_they_meet_wrongly(
    x: Tensor[tuple[N, C], Float32, CPU], times: R
) -> Tensor[tuple[N, Dim[L["C * R"]]], Float32, CPU]:
    if times == 3:
        x = x.repeat(1, times)
    return x  # type: ignore[tensor-shape]


def together(x: Tensor[tuple[N], Float32, Dev], y: Tensor[tuple[N], Float32, Dev]) -> None: ...


def devices(x: Tensor[tuple[N], Float32, CPU], y: Tensor[tuple[N], Float32, CUDA]) -> None:
    if x.is_cuda:
        together(x, y)
