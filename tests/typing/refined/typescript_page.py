"""The examples of the TypeScript page for ``torch.nn.functional.group_norm``, with the types it gives them."""

from typing import Any, Final, TypeVar, assert_type
from typing import Literal as L

import typed_torch as torch
from typed_torch import CPU, Float32, Tensor

N = TypeVar("N", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)

# Standard GroupNorm with 32 groups (ResNet-style)
batch: Final = 4
channels: Final = 256
height: Final = 28
width: Final = 28


def standard() -> Tensor[tuple[L[4], L[256], L[28], L[28]], Float32, CPU]:
    x = torch.randn([batch, channels, height, width])  # [4, 256, 28, 28]
    assert_type(x, Tensor[tuple[L[4], L[256], L[28], L[28]], Float32, CPU])
    normalized = torch.nn.functional.group_norm(x, 32)  # 32 groups, 8 channels/group
    assert_type(normalized, Tensor[tuple[L[4], L[256], L[28], L[28]], Float32, CPU])
    # Each sample has 32 independent normalizations over spatial dims + channel groups
    return normalized


def conv_block_3x3(out_channels: int) -> torch.nn.Sequential:
    return torch.nn.Sequential(torch.nn.Conv2d(3, out_channels, 3, padding=1))


# Object detection with small batch size (GroupNorm standard)
class ResNetBackbone(torch.nn.Module):
    layer1: torch.nn.Sequential
    gn1: torch.nn.Parameter[tuple[L[64]], Float32, CPU]

    def __init__(self) -> None:
        super().__init__()
        self.layer1 = conv_block_3x3(64)  # Conv layer
        self.gn1 = torch.nn.Parameter(torch.ones([64]))  # GroupNorm weight for 64 channels

    def forward(self, x: Tensor) -> Tensor[tuple[Any, L[64], Any, Any], Float32, CPU]:
        y = torch.parse(self.layer1(x), Tensor[tuple[Any, L[64], Any, Any], Float32, CPU])  # [N, 64, H, W]
        y = torch.nn.functional.group_norm(y, 32, self.gn1)  # 2 channels per group
        return y


def backbone() -> Tensor[tuple[Any, L[64], Any, Any], Float32, CPU]:
    features = ResNetBackbone()(torch.randn([2, 3, 32, 32]))
    assert_type(features, Tensor[tuple[Any, L[64], Any, Any], Float32, CPU])
    return features


# Small batch training: where batch norm fails
batch_size: Final = 2  # Too small for reliable batch norm


def small_batch() -> Tensor[tuple[L[2], L[512], L[14], L[14]], Float32, CPU]:
    x = torch.randn([batch_size, 512, 14, 14])
    # Batch norm would be unstable; use group norm instead
    weight = torch.ones([512])
    bias = torch.zeros([512])
    assert_type(weight, Tensor[tuple[L[512]], Float32, CPU])
    normalized = torch.nn.functional.group_norm(x, 32, weight, bias)
    assert_type(normalized, Tensor[tuple[L[2], L[512], L[14], L[14]], Float32, CPU])
    # Stable normalization even with batch_size=2
    return normalized


# Varying batch size in distributed training
batch_per_gpu: Final = 1  # Each GPU has batch=1 (small!)


def varying_batch() -> Tensor[tuple[L[1], L[64], L[32], L[32]], Float32, CPU]:
    x = torch.randn([batch_per_gpu, 64, 32, 32])
    # GroupNorm handles this gracefully (BatchNorm would fail)
    output = torch.nn.functional.group_norm(x, 8)  # 8 groups for 64 channels
    assert_type(output, Tensor[tuple[L[1], L[64], L[32], L[32]], Float32, CPU])
    # Per-group statistics computed independently per sample
    return output


# Comparing num_groups effect
x4 = torch.randn([4, 256, 28, 28])
weight4 = torch.ones([256])


def layer_norm_like() -> Tensor[tuple[L[4], L[256], L[28], L[28]], Float32, CPU]:
    g1 = torch.nn.functional.group_norm(x4, 1, weight4)  # LayerNorm (single group)
    assert_type(g1, Tensor[tuple[L[4], L[256], L[28], L[28]], Float32, CPU])
    return g1


def thirty_two_groups() -> Tensor[tuple[L[4], L[256], L[28], L[28]], Float32, CPU]:
    g32 = torch.nn.functional.group_norm(x4, 32, weight4)  # 8 channels/group
    assert_type(g32, Tensor[tuple[L[4], L[256], L[28], L[28]], Float32, CPU])
    return g32


def instance_norm_like() -> Tensor[tuple[L[4], L[256], L[28], L[28]], Float32, CPU]:
    g256 = torch.nn.functional.group_norm(x4, 256, weight4)  # InstanceNorm (1 channel/group)
    assert_type(g256, Tensor[tuple[L[4], L[256], L[28], L[28]], Float32, CPU])
    return g256


# Different num_groups produce different normalization statistics
# g32 is typically best for small batches
def by_groups(
    x: Tensor[tuple[N, L[256], H, W], Float32, CPU], groups: int
) -> Tensor[tuple[N, L[256], H, W], Float32, CPU]:
    return torch.nn.functional.group_norm(x, groups, weight4)
