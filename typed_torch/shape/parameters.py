"""The parameters of torch's modules: the shape of ``weight`` and ``bias``, by what the module is made with."""

from __future__ import annotations

from typing import Any

from typed_torch.shape.axes import as_sizes
from typed_torch.shape.dims import Dim
from typed_torch.shape.rule import named, rule
from typed_torch.shape.spec import Sizes, Spec
from typed_torch.shape.windows import each_of

__all__: list[str] = []


@rule(*named("Conv1d Conv2d Conv3d", "nn.{}.weight"))
def convolution_weight(
    in_channels: Dim, out_channels: Dim, kernel_size: Dim | Sizes, groups: Dim = 1, *, rank: int
) -> Spec:
    """One filter for each of ``out_channels``: ``(out_channels, in_channels / groups, *kernel_size)``.

    >>> convolution_weight(16, 33, 5, groups=2).shape
    (33, 8, 5)
    """
    return Spec((out_channels, _of_a_group(in_channels, groups), *each_of(kernel_size, rank, "kernel_size")))


@rule(*named("ConvTranspose1d ConvTranspose2d ConvTranspose3d", "nn.{}.weight"))
def transposed_weight(
    in_channels: Dim, out_channels: Dim, kernel_size: Dim | Sizes, groups: Dim = 1, *, rank: int
) -> Spec:
    """One filter for each of ``in_channels``: ``(in_channels, out_channels / groups, *kernel_size)``.

    >>> transposed_weight(16, 32, 3, groups=2).shape
    (16, 16, 3)
    """
    return Spec((in_channels, _of_a_group(out_channels, groups), *each_of(kernel_size, rank, "kernel_size")))


def _of_a_group(channels: Any, groups: Any) -> Dim:
    size: Dim = channels // groups
    return size


@rule(*named("Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d", "nn.{}.bias"))
def convolution_bias(out_channels: Dim) -> Spec:
    """One number for each channel of the output.

    >>> convolution_bias(33).shape
    (33,)
    """
    return Spec((out_channels,))


@rule("nn.Linear.weight")
def linear_weight(in_features: Dim, out_features: Dim) -> Spec:
    """``(out_features, in_features)``.

    >>> linear_weight(20, 30).shape
    (30, 20)
    """
    return Spec((out_features, in_features))


@rule("nn.Linear.bias", "nn.Bilinear.bias")
def linear_bias(out_features: Dim) -> Spec:
    """``(out_features,)``.

    >>> linear_bias(30).shape
    (30,)
    """
    return Spec((out_features,))


@rule("nn.Embedding.weight")
def embedding_weight(num_embeddings: Dim, embedding_dim: Dim) -> Spec:
    """One row for each index: ``(num_embeddings, embedding_dim)``.

    >>> embedding_weight(1000, 64).shape
    (1000, 64)
    """
    return Spec((num_embeddings, embedding_dim))


@rule(
    *named(
        "BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm InstanceNorm1d InstanceNorm2d InstanceNorm3d",
        "nn.{}.weight",
        "nn.{}.bias",
    )
)
def channel_norm_parameter(num_features: Dim) -> Spec:
    """One number for each channel.

    >>> channel_norm_parameter(6).shape
    (6,)
    """
    return Spec((num_features,))


@rule("nn.GroupNorm.weight", "nn.GroupNorm.bias")
def group_norm_parameter(num_channels: Dim) -> Spec:
    """One number for each channel.

    >>> group_norm_parameter(6).shape
    (6,)
    """
    return Spec((num_channels,))


@rule("nn.LayerNorm.weight", "nn.LayerNorm.bias", "nn.RMSNorm.weight")
def layer_norm_parameter(normalized_shape: Dim | Sizes) -> Spec:
    """One number for each element that is normalized together.

    >>> layer_norm_parameter((5, 10)).shape
    (5, 10)
    """
    return Spec(as_sizes(normalized_shape))
