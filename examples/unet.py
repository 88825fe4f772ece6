"""The U-Net of denoising diffusion, at three resolutions: https://arxiv.org/abs/2006.11239."""

from __future__ import annotations

import math
from typing import Generic, Literal, TypeVar

import torch
import torch.nn.functional as F
from torch import nn

from typed_torch import CPU, Device, Dim, Float32, Int64, Tensor

__all__ = ["Attention", "Down", "ResBlock", "UNet", "Up", "denoising_loss", "sample", "schedule", "timestep_embedding"]

N = TypeVar("N", bound=int)
I = TypeVar("I", bound=int)  # noqa: E741
O = TypeVar("O", bound=int)  # noqa: E741
C = TypeVar("C", bound=int)
E = TypeVar("E", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)
T = TypeVar("T", bound=int)
Dev = TypeVar("Dev", bound=Device)


def timestep_embedding(
    t: Tensor[tuple[N], Int64, Dev], frequencies: E
) -> Tensor[tuple[N, Dim[Literal["2 * E"]]], Float32, Dev]:
    """Cosines and sines of the step at several frequencies: https://arxiv.org/abs/1706.03762."""
    rates = torch.exp(-math.log(10000) * torch.arange(frequencies, device=t.device) / frequencies)
    angles = t[:, None] * rates[None, :]
    return torch.cat([angles.cos(), angles.sin()], dim=1)


class ResBlock(nn.Module, Generic[I, O, E]):
    """Two convolutions, told the step between them: https://arxiv.org/abs/2006.11239."""

    def __init__(self, in_channels: I, out_channels: O, embedding: E, groups: int) -> None:
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, in_channels)
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, padding=1)
        self.time = nn.Linear(embedding, out_channels)
        self.norm2 = nn.GroupNorm(groups, out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        self.skip = nn.Conv2d(in_channels, out_channels, 1) if in_channels != out_channels else nn.Identity()

    def forward(
        self, x: Tensor[tuple[N, I, H, W], Float32, Dev], t: Tensor[tuple[N, E], Float32, Dev]
    ) -> Tensor[tuple[N, O, H, W], Float32, Dev]:
        h = self.conv1(F.silu(self.norm1(x)))
        h = h + self.time(F.silu(t))[:, :, None, None]
        h = self.conv2(F.silu(self.norm2(h)))
        return h + self.skip(x)


class Attention(nn.Module, Generic[C]):
    """Self-attention between all positions: https://arxiv.org/abs/1805.08318."""

    def __init__(self, channels: C, heads: int, groups: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.GroupNorm(groups, channels)
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.proj = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, Dev]) -> Tensor[tuple[N, C, H, W], Float32, Dev]:
        n, c, h, w = x.shape
        qkv = self.qkv(self.norm(x)).view(n, 3, self.heads, c // self.heads, h * w)
        q, k, v = qkv[:, 0], qkv[:, 1], qkv[:, 2]
        scores = torch.einsum("nhci,nhcj->nhij", q, k) / math.sqrt(c // self.heads)
        weights = scores.softmax(dim=-1)
        y = torch.einsum("nhij,nhcj->nhci", weights, v)
        return x + self.proj(y.reshape(n, c, h, w))


class Down(nn.Module, Generic[C]):
    """Half the height and width, by a convolution."""

    def __init__(self, channels: C) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride=2, padding=1)

    def forward(
        self, x: Tensor[tuple[N, C, H, W], Float32, Dev]
    ) -> Tensor[tuple[N, C, Dim[Literal["(H + 1) // 2"]], Dim[Literal["(W + 1) // 2"]]], Float32, Dev]:
        return self.conv(x)


class Up(nn.Module, Generic[C]):
    """Twice the height and width: https://distill.pub/2016/deconv-checkerboard."""

    def __init__(self, channels: C) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(
        self, x: Tensor[tuple[N, C, H, W], Float32, Dev]
    ) -> Tensor[tuple[N, C, Dim[Literal["2 * H"]], Dim[Literal["2 * W"]]], Float32, Dev]:
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        return self.conv(x)


class UNet(nn.Module, Generic[I, C]):
    """The noise in noisy images; height and width are multiples of 4: https://arxiv.org/abs/2006.11239."""

    def __init__(self, in_channels: I, channels: C, heads: int = 4, groups: int = 32) -> None:
        super().__init__()
        self.channels = channels
        self.time = nn.Sequential(
            nn.Linear(2 * channels, 4 * channels),
            nn.SiLU(),
            nn.Linear(4 * channels, 4 * channels),
        )
        self.stem = nn.Conv2d(in_channels, channels, 3, padding=1)
        self.enter1 = ResBlock(channels, channels, 4 * channels, groups)
        self.down1 = Down(channels)
        self.enter2 = ResBlock(channels, 2 * channels, 4 * channels, groups)
        self.down2 = Down(2 * channels)
        self.enter3 = ResBlock(2 * channels, 4 * channels, 4 * channels, groups)
        self.attend3 = Attention(4 * channels, heads, groups)
        self.middle1 = ResBlock(4 * channels, 4 * channels, 4 * channels, groups)
        self.attend = Attention(4 * channels, heads, groups)
        self.middle2 = ResBlock(4 * channels, 4 * channels, 4 * channels, groups)
        self.leave3 = ResBlock(8 * channels, 2 * channels, 4 * channels, groups)
        self.up2 = Up(2 * channels)
        self.leave2 = ResBlock(4 * channels, channels, 4 * channels, groups)
        self.up1 = Up(channels)
        self.leave1 = ResBlock(2 * channels, channels, 4 * channels, groups)
        self.out = nn.Sequential(
            nn.GroupNorm(groups, channels),
            nn.SiLU(),
            nn.Conv2d(channels, in_channels, 3, padding=1),
        )

    def forward(
        self,
        x: Tensor[tuple[N, I, Dim[Literal["4 * H"]], Dim[Literal["4 * W"]]], Float32, Dev],
        t: Tensor[tuple[N], Int64, Dev],
    ) -> Tensor[tuple[N, I, Dim[Literal["4 * H"]], Dim[Literal["4 * W"]]], Float32, Dev]:
        emb = self.time(timestep_embedding(t, self.channels))
        h1 = self.enter1(self.stem(x), emb)
        h2 = self.enter2(self.down1(h1), emb)
        h3 = self.attend3(self.enter3(self.down2(h2), emb))
        h = self.middle1(h3, emb)
        h = self.attend(h)
        h = self.middle2(h, emb)
        h = self.leave3(torch.cat([h, h3], dim=1), emb)
        h = self.up2(h)
        h = self.leave2(torch.cat([h, h2], dim=1), emb)
        h = self.up1(h)
        h = self.leave1(torch.cat([h, h1], dim=1), emb)
        return self.out(h)


def schedule(steps: T) -> Tensor[tuple[T], Float32, CPU]:
    """How much of the image is left after each step: https://arxiv.org/abs/2006.11239."""
    betas = torch.linspace(1e-4, 0.02, steps)
    return torch.cumprod(1 - betas, dim=0)


def add_noise(
    x: Tensor[tuple[N, C, H, W], Float32, Dev],
    noise: Tensor[tuple[N, C, H, W], Float32, Dev],
    left: Tensor[tuple[N], Float32, Dev],
) -> Tensor[tuple[N, C, H, W], Float32, Dev]:
    """The images with as much noise as their steps have."""
    left = left.view(-1, 1, 1, 1)
    return left.sqrt() * x + (1 - left).sqrt() * noise


def denoising_loss(
    net: UNet[I, C],
    x: Tensor[tuple[N, I, Dim[Literal["4 * H"]], Dim[Literal["4 * W"]]], Float32, Dev],
    t: Tensor[tuple[N], Int64, Dev],
    left: Tensor[tuple[T], Float32, Dev],
) -> Tensor[tuple[()], Float32, Dev]:
    """How far the network is from the noise that was added."""
    noise = torch.randn_like(x)
    guess = net(add_noise(x, noise, left[t]), t)
    return F.mse_loss(guess, noise)


@torch.no_grad()
def step(
    net: UNet[I, C],
    x: Tensor[tuple[N, I, Dim[Literal["4 * H"]], Dim[Literal["4 * W"]]], Float32, Dev],
    index: int,
    left: Tensor[tuple[T], Float32, Dev],
) -> Tensor[tuple[N, I, Dim[Literal["4 * H"]], Dim[Literal["4 * W"]]], Float32, Dev]:
    """The images with the noise of one step less, without drawing any: https://arxiv.org/abs/2010.02502."""
    t = torch.full((x.size(0),), index, device=x.device)
    noise = net(x, t)
    clean = (x - (1 - left[index]).sqrt() * noise) / left[index].sqrt()
    if index == 0:
        return clean
    return left[index - 1].sqrt() * clean + (1 - left[index - 1]).sqrt() * noise


def sample(
    net: UNet[I, C],
    x: Tensor[tuple[N, I, Dim[Literal["4 * H"]], Dim[Literal["4 * W"]]], Float32, Dev],
    left: Tensor[tuple[T], Float32, Dev],
) -> Tensor[tuple[N, I, Dim[Literal["4 * H"]], Dim[Literal["4 * W"]]], Float32, Dev]:
    """Images from noise: https://arxiv.org/abs/2010.02502."""
    for index in reversed(range(len(left))):
        x = step(net, x, index, left)
    return x
