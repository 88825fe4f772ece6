"""Modules: what the call of one returns, from what it is called with and what it was made with."""

from __future__ import annotations

from typing import Any

from typed_torch.errors import DTypeError
from typed_torch.shape import (
    convolution,
    distances,
    layers,
    losses,
    normalization,
    pooling,
    reductions,
    require,
    resizing,
    views,
)
from typed_torch.shape.axes import rank_of
from typed_torch.shape.dims import Dim, Shape, Unknown, show_shape
from typed_torch.shape.elementwise import as_input
from typed_torch.shape.layers import indices, mapped
from typed_torch.shape.promotion import category
from typed_torch.shape.rule import RULES, Rule, refuse, rule
from typed_torch.shape.spec import Sizes, Spec

__all__: list[str] = []

_FAMILIES = (
    convolution,
    distances,
    layers,
    losses,
    normalization,
    pooling,
    reductions,
    resizing,
    views,
)  # registered by now

# Modules that call a function with what they were made with: its rule is theirs.
_OF_FUNCTIONS = {
    "nn.functional.softmax": "Softmax",
    "nn.functional.log_softmax": "LogSoftmax",
    "nn.functional.softmin": "Softmin",
    "nn.functional.glu": "GLU",
    "nn.functional.layer_norm": "LayerNorm",
    "nn.functional.rms_norm": "RMSNorm",
    "nn.functional.max_pool{}d": "MaxPool1d MaxPool2d MaxPool3d",
    "nn.functional.avg_pool{}d": "AvgPool1d AvgPool2d AvgPool3d",
    "nn.functional.lp_pool{}d": "LPPool1d LPPool2d LPPool3d",
    "nn.functional.adaptive_avg_pool{}d": "AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d",
    "nn.functional.adaptive_max_pool{}d": "AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d",
    "nn.functional.pixel_shuffle": "PixelShuffle",
    "nn.functional.pixel_unshuffle": "PixelUnshuffle",
    "nn.functional.channel_shuffle": "ChannelShuffle",
    "nn.functional.unfold": "Unfold",
    "nn.functional.fold": "Fold",
    "nn.functional.interpolate": "Upsample",
    "nn.functional.cross_entropy": "CrossEntropyLoss",
    "nn.functional.nll_loss": "NLLLoss",
    "nn.functional.mse_loss": "MSELoss",
    "nn.functional.l1_loss": "L1Loss",
    "nn.functional.smooth_l1_loss": "SmoothL1Loss",
    "nn.functional.huber_loss": "HuberLoss",
    "nn.functional.kl_div": "KLDivLoss",
    "nn.functional.binary_cross_entropy": "BCELoss",
    "nn.functional.binary_cross_entropy_with_logits": "BCEWithLogitsLoss",
    "nn.functional.cosine_similarity": "CosineSimilarity",
    "nn.functional.pairwise_distance": "PairwiseDistance",
}


def of_module(*names: str) -> list[str]:
    """Where the calls of modules have their rules.

    >>> of_module("ReLU GELU")
    ['nn.ReLU.forward', 'nn.GELU.forward']
    """
    return [f"nn.{name}.forward" for each in names for name in each.split()]


def _register() -> None:
    for path, names in _OF_FUNCTIONS.items():
        for name in names.split():
            rank = next((letter for letter in name if letter.isdigit()), "")
            of_function = RULES.get(path.format(rank))
            if of_function is not None:
                made = Rule(f"nn.{name}.forward", of_function.function, dtype=of_function.dtype)
                RULES[made.path] = made


_register()


def no_integers(input: Spec) -> None:
    """``input`` has a dtype that weights can have."""
    if input.dtype is not None and category(input.dtype) in ("int", "bool"):
        refuse(
            f"input must be floating point like the weights, got {input.dtype}",
            argument="input",
            way_out="convert it first, such as input.float()",
            kind=DTypeError,
        )


@rule(
    *of_module(
        "ReLU ReLU6 ELU SELU CELU SiLU GELU Mish LeakyReLU Hardtanh Hardswish Hardsigmoid Hardshrink Softshrink "
        "Softplus Softsign Tanhshrink LogSigmoid Sigmoid Tanh RReLU Threshold PReLU Identity Softmax2d",
        "Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout LocalResponseNorm",
    ),
    dtype=as_input,
)
def alike_module(input: Spec) -> Shape:
    """Keep shape and dtype: activations, dropout, ``Identity``.

    >>> str(alike_module(Spec((2, 3), "float32")))
    'float32 (2, 3)'
    """
    return input.shape


@rule(*of_module("Conv1d Conv2d Conv3d"), dtype=as_input)
def convolution_module(
    input: Spec,
    in_channels: Dim,
    out_channels: Dim,
    kernel_size: Dim | Sizes,
    stride: Dim | Sizes = 1,
    padding: str | Dim | Sizes = 0,
    dilation: Dim | Sizes = 1,
    groups: Dim = 1,
    *,
    rank: int,
) -> Shape:
    """Slide ``out_channels`` filters over ``(N, in_channels, *)``, or over one sample of it.

    >>> convolution_module(Spec((20, 16, 50)), 16, 33, 3, stride=2).shape
    (20, 33, 24)
    """
    no_integers(input)
    _in_groups(in_channels, out_channels, groups)
    return convolution.convolved(input, in_channels, out_channels, kernel_size, stride, padding, dilation, groups, rank)


@rule(*of_module("ConvTranspose1d ConvTranspose2d ConvTranspose3d"), dtype=as_input)
def transposed_module(
    input: Spec,
    in_channels: Dim,
    out_channels: Dim,
    kernel_size: Dim | Sizes,
    stride: Dim | Sizes = 1,
    padding: Dim | Sizes = 0,
    output_padding: Dim | Sizes = 0,
    groups: Dim = 1,
    dilation: Dim | Sizes = 1,
    *,
    rank: int,
) -> Shape:
    """Spread ``(N, in_channels, *)`` by ``out_channels`` filters: a convolution backwards.

    >>> transposed_module(Spec((20, 16, 50)), 16, 33, 3, stride=2).shape
    (20, 33, 101)
    """
    no_integers(input)
    _in_groups(in_channels, out_channels, groups)
    numbers = (kernel_size, stride, padding, output_padding, dilation, groups)
    return convolution.transposed(input, in_channels, out_channels, *numbers, rank)


def _in_groups(in_channels: Dim, out_channels: Dim, groups: Dim) -> None:
    require.positive(groups=groups)
    require.divisible(in_channels=in_channels, groups=groups)
    require.divisible(out_channels=out_channels, groups=groups)


@rule(*of_module("Flatten"), dtype=as_input)
def flatten_module(input: Spec, start_dim: Dim = 1, end_dim: Dim = -1) -> Shape:
    """Make one dimension of those from ``start_dim``, which leaves out the batch, to ``end_dim``.

    >>> flatten_module(Spec((2, 3, 4, 5))).shape
    (2, 60)
    """
    shape: Shape = views.flatten.function(input, start_dim, end_dim)
    return shape


@rule(*of_module("Unflatten"), dtype=as_input)
def unflatten_module(input: Spec, dim: Dim, unflattened_size: Sizes) -> Shape:
    """Make several dimensions of ``dim``.

    >>> unflatten_module(Spec((2, 12)), 1, (3, 4)).shape
    (2, 3, 4)
    """
    shape: Shape = views.unflatten.function(input, dim, unflattened_size)
    return shape


@rule(*of_module("Linear"), dtype=as_input)
def linear_module(input: Spec, in_features: Dim, out_features: Dim) -> Shape:
    """Map the last dimension from ``in_features`` to ``out_features``.

    >>> linear_module(Spec((4, 10, 20)), 20, 30).shape
    (4, 10, 30)
    """
    no_integers(input)
    return mapped(input, in_features, (out_features,))


@rule(*of_module("Embedding"))
def embedding_module(input: Spec, num_embeddings: Dim, embedding_dim: Dim) -> Spec:
    """Look each index up: ``(*)`` becomes ``(*, embedding_dim)``.

    >>> embedding_module(Spec((8, 20), "int64"), 1000, 64).shape
    (8, 20, 64)
    """
    indices(input=input)
    rank_of(input)
    return Spec((*input.shape, embedding_dim), "float32", input.device)


@rule(*of_module("BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm"), dtype=as_input)
def batch_norm_module(input: Spec, num_features: Dim) -> Shape:
    """Normalize each of the ``num_features`` channels of ``(N, C, *)`` over the batch.

    >>> batch_norm_module(Spec((20, 6, 10)), 6).shape
    (20, 6, 10)
    """
    no_integers(input)
    require.rank_at_least(2, "(N, C, *)", input=input)
    require.size(num_features, 1, "num_features", input=input)
    return input.shape


@rule(*of_module("InstanceNorm1d InstanceNorm2d InstanceNorm3d"), dtype=as_input)
def instance_norm_module(input: Spec, num_features: Dim, affine: bool | Unknown = False, *, rank: int) -> Shape:
    """Normalize each channel of each sample of ``(N, C, *)``.

    >>> instance_norm_module(Spec((20, 6, 10)), 6, True).shape
    (20, 6, 10)
    """
    no_integers(input)
    if affine is True:
        require.size(num_features, -rank - 1, "num_features", input=input)
    return input.shape


@rule(*of_module("Bilinear"), dtype=lambda input1, **_: input1.dtype)
def bilinear_module(input1: Spec, input2: Spec, in1_features: Dim, in2_features: Dim, out_features: Dim) -> Shape:
    """Map pairs of vectors to ``out_features``.

    >>> bilinear_module(Spec((8, 20)), Spec((8, 30)), 20, 30, 40).shape
    (8, 40)
    """
    require.size(in1_features, -1, "in1_features", input1=input1)
    require.size(in2_features, -1, "in2_features", input2=input2)
    return mapped(input1, in1_features, (out_features,))


@rule(
    *of_module(
        "ZeroPad1d ZeroPad2d ZeroPad3d ConstantPad1d ConstantPad2d ConstantPad3d ReflectionPad1d ReflectionPad2d "
        "ReflectionPad3d ReplicationPad1d ReplicationPad2d ReplicationPad3d CircularPad1d CircularPad2d CircularPad3d"
    ),
    dtype=as_input,
)
def padding_module(input: Spec, padding: Dim | Sizes, *, rank: int) -> Shape:
    """Add to the last dimensions, two numbers for each from the last on, or one for all.

    >>> padding_module(Spec((20, 16, 50)), (1, 2)).shape
    (20, 16, 53)
    """
    size: Any = rank_of(input)
    if size not in (rank + 1, rank + 2):
        refuse(f"input must have {rank + 1} or {rank + 2} dimensions, got {show_shape(input.shape)}", argument="input")
    numbers: Any = padding if isinstance(padding, (list, tuple)) else [padding] * (2 * rank)
    if len(numbers) != 2 * rank:
        refuse(f"padding must be an int or {2 * rank} of them, got {tuple(numbers)}", argument="padding")
    shape: list[Any] = list(input.shape)
    for place in range(rank):
        shape[-1 - place] = shape[-1 - place] + numbers[2 * place] + numbers[2 * place + 1]
    return tuple(shape)
