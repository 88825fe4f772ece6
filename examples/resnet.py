"""ResNet-50 with GroupNorm, its parameters named as torchvision's: https://arxiv.org/abs/1803.08494."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

import torch
import torch.nn.functional as F
from torch import nn

from typed_torch import Device, Dim, Float32, Int64, Tensor

__all__ = ["Bottleneck", "ResNet", "accuracy", "classification_loss", "resnet50"]

N = TypeVar("N", bound=int)
I = TypeVar("I", bound=int)  # noqa: E741
C = TypeVar("C", bound=int)
S = TypeVar("S", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)
K = TypeVar("K", bound=int)
Dev = TypeVar("Dev", bound=Device)


class Bottleneck(nn.Module, Generic[I, C, S]):
    """1x1, 3x3 and 1x1 convolutions, added to their input: https://arxiv.org/abs/1512.03385."""

    def __init__(self, in_channels: I, channels: C, stride: S, groups: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 1, bias=False)
        self.bn1 = nn.GroupNorm(groups, channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.GroupNorm(groups, channels)
        self.conv3 = nn.Conv2d(channels, 4 * channels, 1, bias=False)
        self.bn3 = nn.GroupNorm(groups, 4 * channels)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = (
            nn.Sequential(
                nn.Conv2d(in_channels, 4 * channels, 1, stride=stride, bias=False),
                nn.GroupNorm(groups, 4 * channels),
            )
            if stride != 1 or in_channels != 4 * channels
            else nn.Identity()
        )

    def forward(
        self, x: Tensor[tuple[N, I, H, W], Float32, Dev]
    ) -> Tensor[
        tuple[N, Dim[Literal["4 * C"]], Dim[Literal["(H - 1) // S + 1"]], Dim[Literal["(W - 1) // S + 1"]]],
        Float32,
        Dev,
    ]:
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        out = out + self.downsample(x)
        return self.relu(out)


class ResNet(nn.Module, Generic[K, C]):
    """The network of 50 layers; ``width`` is 64 in the paper: https://arxiv.org/abs/1512.03385."""

    def __init__(self, classes: K, width: C, groups: int = 32) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.GroupNorm(groups, width)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.layer1 = nn.Sequential(
            Bottleneck(width, width, 1, groups),
            *[Bottleneck(4 * width, width, 1, groups) for _ in range(2)],
        )
        self.layer2 = nn.Sequential(
            Bottleneck(4 * width, 2 * width, 2, groups),
            *[Bottleneck(8 * width, 2 * width, 1, groups) for _ in range(3)],
        )
        self.layer3 = nn.Sequential(
            Bottleneck(8 * width, 4 * width, 2, groups),
            *[Bottleneck(16 * width, 4 * width, 1, groups) for _ in range(5)],
        )
        self.layer4 = nn.Sequential(
            Bottleneck(16 * width, 8 * width, 2, groups),
            *[Bottleneck(32 * width, 8 * width, 1, groups) for _ in range(2)],
        )
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(32 * width, classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def stem(
        self, x: Tensor[tuple[N, Literal[3], H, W], Float32, Dev]
    ) -> Tensor[tuple[N, C, Dim[Literal["(H + 3) // 4"]], Dim[Literal["(W + 3) // 4"]]], Float32, Dev]:
        """A quarter of the height and width."""
        x = self.relu(self.bn1(self.conv1(x)))
        return self.maxpool(x)

    def features(
        self, x: Tensor[tuple[N, Literal[3], H, W], Float32, Dev]
    ) -> Tensor[
        tuple[N, Dim[Literal["32 * C"]], Dim[Literal["(H + 31) // 32"]], Dim[Literal["(W + 31) // 32"]]], Float32, Dev
    ]:
        """What the last convolution gives."""
        x = self.stem(x)
        x = self.layer1(x)
        x = self.layer2(x)
        x = self.layer3(x)
        x = self.layer4(x)
        return x

    def forward(self, x: Tensor[tuple[N, Literal[3], H, W], Float32, Dev]) -> Tensor[tuple[N, K], Float32, Dev]:
        x = self.features(x)
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        return self.fc(x)


def classification_loss(
    logits: Tensor[tuple[N, K], Float32, Dev], labels: Tensor[tuple[N], Int64, Dev]
) -> Tensor[tuple[()], Float32, Dev]:
    """Cross-entropy with a tenth of the certainty spread: https://arxiv.org/abs/1512.00567."""
    return F.cross_entropy(logits, labels, label_smoothing=0.1)


def accuracy(
    logits: Tensor[tuple[N, K], Float32, Dev], labels: Tensor[tuple[N], Int64, Dev]
) -> Tensor[tuple[()], Float32, Dev]:
    """The share of the images classified rightly."""
    right = logits.argmax(dim=1) == labels
    return right.float().mean()


def standardize(
    images: Tensor[tuple[N, H, W, Literal[3]], Float32, Dev],
) -> Tensor[tuple[N, Literal[3], H, W], Float32, Dev]:
    """Images of 0 to 1 with channels last, as the network takes them."""
    mean = torch.tensor([0.485, 0.456, 0.406], device=images.device)
    std = torch.tensor([0.229, 0.224, 0.225], device=images.device)
    return ((images - mean) / std).permute(0, 3, 1, 2)


def resnet50() -> ResNet[Literal[1000], Literal[64]]:
    """As trained on ImageNet."""
    return ResNet(1000, 64)
