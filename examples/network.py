"""A small residual network for 8x8 images, with shapes in every signature."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

import typed_torch as tt
from typed_torch import CPU, Device, Dim, Float32, Tensor
from typed_torch.nn.functional import group_norm

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
I = TypeVar("I", bound=int)  # noqa: E741
O = TypeVar("O", bound=int)  # noqa: E741
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)
Dev = TypeVar("Dev", bound=Device)

Kind = Literal["GroupNorm", "BatchNorm"]


class Norm(tt.nn.Module, Generic[C]):
    """GroupNorm with 8 groups, or BatchNorm, and SiLU."""

    def __init__(self, kind: Kind, channels: C) -> None:
        super().__init__()
        self.group = tt.nn.GroupNorm(8, channels, activation="silu") if kind == "GroupNorm" else None
        self.batch = tt.nn.Sequential(tt.nn.BatchNorm2d(channels), tt.nn.SiLU()) if kind == "BatchNorm" else None

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, Dev]) -> Tensor[tuple[N, C, H, W], Float32, Dev]:
        if self.group is not None:
            return self.group(x)
        assert self.batch is not None
        return self.batch(x)


class Conv(tt.nn.Module, Generic[I, O]):
    """A 3x3 convolution that keeps height and width."""

    def __init__(self, in_channels: I, out_channels: O) -> None:
        super().__init__()
        self.conv = tt.nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False)

    def forward(self, x: Tensor[tuple[N, I, H, W], Float32, Dev]) -> Tensor[tuple[N, O, H, W], Float32, Dev]:
        return self.conv(x)


class Halve(tt.nn.Module):
    """Height and width halved by averaging."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = tt.nn.AvgPool2d(2)

    def forward(
        self, x: Tensor[tuple[N, C, H, W], Float32, Dev]
    ) -> Tensor[tuple[N, C, Dim[Literal["H // 2"]], Dim[Literal["W // 2"]]], Float32, Dev]:
        return self.pool(x)


class Block(tt.nn.Module, Generic[C]):
    """``x + conv(norm(x))``, twice."""

    def __init__(self, kind: Kind, channels: C) -> None:
        super().__init__()
        self.norm1, self.conv1 = Norm(kind, channels), Conv(channels, channels)
        self.norm2, self.conv2 = Norm(kind, channels), Conv(channels, channels)

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, Dev]) -> Tensor[tuple[N, C, H, W], Float32, Dev]:
        x = x + self.conv1(self.norm1(x))
        return x + self.conv2(self.norm2(x))


class Head(tt.nn.Module, Generic[C, O]):
    """The mean over height and width, classified."""

    def __init__(self, kind: Kind, channels: C, classes: O) -> None:
        super().__init__()
        self.norm = Norm(kind, channels)
        self.linear = tt.nn.Linear(channels, classes)

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, Dev]) -> Tensor[tuple[N, O], Float32, Dev]:
        return self.linear(self.norm(x).mean(dim=(2, 3)))


class ResidualNet(tt.nn.Module):
    """Three stages, of 16, 32 and 64 channels, at 8x8, 4x4 and 2x2."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self.stem = Conv(1, 16)
        self.wide = Block(kind, 16)
        self.to_middle = Conv(16, 32)
        self.middle = Block(kind, 32)
        self.to_deep = Conv(32, 64)
        self.deep = Block(kind, 64)
        self.halve = Halve()
        self.head = Head(kind, 64, 10)

    def forward(
        self, x: Tensor[tuple[N, Literal[1], H, W], Float32, Dev]
    ) -> Tensor[tuple[N, Literal[10]], Float32, Dev]:
        wide = self.wide(self.stem(x))
        middle = self.middle(self.halve(self.to_middle(wide)))
        deep = self.deep(self.halve(self.to_deep(middle)))
        return self.head(deep)


def dry_run() -> Tensor[tuple[Literal[8], Literal[10]], Float32, CPU]:
    """The network on noise, standardized in two ways: what a first call looks like."""
    net = ResidualNet("GroupNorm")
    noise = tt.randn(4, 1, 8, 8)
    bright = group_norm(noise, 1, None, tt.ones(1))
    stark = group_norm(noise, 1, tt.full((1,), 2.0))
    pooled = tt.nn.GroupNorm(4, 16)(tt.randn(4, 16, 2, 2))
    assert pooled.shape == (4, 16, 2, 2)
    return net(tt.cat([bright, stark]))
