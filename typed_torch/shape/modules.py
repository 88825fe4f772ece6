"""Modules with weights or with options of their own: what a call returns, by its input and what it was made with.

The call of a module that is a function with options, as ``MaxPool2d`` is, is a name of that function's rule.
"""

from __future__ import annotations

from typed_torch.errors import DTypeError
from typed_torch.shape import convolution, layers, require, views
from typed_torch.shape.axes import rank_of
from typed_torch.shape.dims import Dim, Shape, Unknown
from typed_torch.shape.layers import indices, mapped
from typed_torch.shape.promotion import DEFAULT, category
from typed_torch.shape.resizing import padded
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.spec import Sizes, Spec
from typed_torch.shape.windows import each_of

__all__: list[str] = []


def no_integers(input: Spec, dtype: str | Unknown | None = None) -> None:
    """``input`` has a dtype that weights can have, or that of the weights where the module is made with it."""
    if isinstance(dtype, str) and input.dtype not in {dtype, None}:
        refuse(
            f"input must be {dtype} like the weights, got {input.dtype}",
            argument="input",
            way_out=f"convert it first, or make the module with dtype=torch.{input.dtype}",
            kind=DTypeError,
        )
    if input.dtype is not None and category(input.dtype) in ("int", "bool"):
        refuse(
            f"input must be floating point like the weights, got {input.dtype}",
            argument="input",
            way_out="convert it first, such as input.float()",
            kind=DTypeError,
        )


@rule(*named("Conv1d Conv2d Conv3d", "nn.{}.forward"), pins=("in_channels", "out_channels"), dtype="input")
def convolution_module(
    input: Spec,
    in_channels: Dim,
    out_channels: Dim,
    kernel_size: Dim | Sizes,
    stride: Dim | Sizes = 1,
    padding: str | Dim | Sizes = 0,
    dilation: Dim | Sizes = 1,
    groups: Dim = 1,
    dtype: str | Unknown | None = None,
    *,
    rank: int,
) -> Shape:
    """Slide ``out_channels`` filters over ``(N, in_channels, *)``, or over one sample of it.

    >>> convolution_module(Spec((20, 16, 50)), 16, 33, 3, stride=2).shape
    (20, 33, 24)
    """
    no_integers(input, dtype)
    _in_groups(in_channels, out_channels, groups)
    return convolution.convolved(input, in_channels, out_channels, kernel_size, stride, padding, dilation, groups, rank)


@rule(
    *named("ConvTranspose1d ConvTranspose2d ConvTranspose3d", "nn.{}.forward"),
    pins=("in_channels", "out_channels"),
    dtype="input",
)
def transposed_module(
    input: Spec,
    output_size: Sizes | None = None,
    *,
    in_channels: Dim,
    out_channels: Dim,
    kernel_size: Dim | Sizes,
    stride: Dim | Sizes = 1,
    padding: Dim | Sizes = 0,
    output_padding: Dim | Sizes = 0,
    groups: Dim = 1,
    dilation: Dim | Sizes = 1,
    dtype: str | Unknown | None = None,
    rank: int,
) -> Shape:
    """Spread ``(N, in_channels, *)`` by ``out_channels`` filters: a convolution backwards.

    ``output_size`` says which of the sizes that a stride above 1 leaves open.

    >>> transposed_module(Spec((20, 16, 50)), in_channels=16, out_channels=33, kernel_size=3, stride=2).shape
    (20, 33, 101)
    """
    no_integers(input, dtype)
    _in_groups(in_channels, out_channels, groups)
    extra = output_padding if output_size is None else 0
    shape = convolution.transposed(
        input, in_channels, out_channels, kernel_size, stride, padding, extra, dilation, groups, rank
    )
    return shape if output_size is None else convolution.chosen_size(shape, output_size, stride, rank)


def _in_groups(in_channels: Dim, out_channels: Dim, groups: Dim) -> None:
    require.positive(groups=groups)
    require.divisible(in_channels=in_channels, groups=groups)
    require.divisible(out_channels=out_channels, groups=groups)


@rule("nn.Flatten.forward", dtype="input")
def flatten_module(input: Spec, start_dim: Dim = 1, end_dim: Dim = -1) -> Shape:
    """Make one dimension of those from ``start_dim``, which leaves out the batch, to ``end_dim``.

    >>> flatten_module(Spec((2, 3, 4, 5))).shape
    (2, 60)
    """
    shape: Shape = views.flatten.function(input, start_dim, end_dim)
    return shape


@rule("nn.Unflatten.forward", dtype="input")
def unflatten_module(input: Spec, dim: Dim, unflattened_size: Sizes) -> Shape:
    """Make several dimensions of ``dim``.

    >>> unflatten_module(Spec((2, 12)), 1, (3, 4)).shape
    (2, 3, 4)
    """
    shape: Shape = views.unflatten.function(input, dim, unflattened_size)
    return shape


@rule("nn.Linear.forward", pins=("in_features", "out_features"), dtype="input")
def linear_module(input: Spec, in_features: Dim, out_features: Dim, dtype: str | Unknown | None = None) -> Shape:
    """Map the last dimension from ``in_features`` to ``out_features``.

    >>> linear_module(Spec((4, 10, 20)), 20, 30).shape
    (4, 10, 30)
    """
    no_integers(input, dtype)
    return mapped(input, in_features, (out_features,))


@rule("nn.Embedding.forward", pins=("num_embeddings", "embedding_dim"))
def embedding_module(input: Spec, num_embeddings: Dim, embedding_dim: Dim, dtype: str | Unknown | None = None) -> Spec:
    """Look each index up: ``(*)`` becomes ``(*, embedding_dim)``.

    >>> embedding_module(Spec((8, 20), "int64"), 1000, 64).shape
    (8, 20, 64)
    """
    indices(input=input)
    rank_of(input)
    of_weights = DEFAULT if dtype is None else dtype if isinstance(dtype, str) else None
    return Spec((*input.shape, embedding_dim), of_weights, input.device)


@rule(*named("BatchNorm1d BatchNorm2d BatchNorm3d", "nn.{}.forward"), pins=("num_features",), dtype="input")
def batch_norm_module(input: Spec, num_features: Dim, *, rank: int) -> Shape:
    """Normalize each of the ``num_features`` channels of ``(N, C, *)`` over the batch.

    >>> batch_norm_module(Spec((20, 6, 10)), 6).shape
    (20, 6, 10)
    """
    shape: Shape = sync_batch_norm.function(input, num_features)
    require.rank(*((2, 3) if rank == 1 else (rank + 2,)), input=input)
    return shape


@rule("nn.SyncBatchNorm.forward", pins=("num_features",), dtype="input")
def sync_batch_norm(input: Spec, num_features: Dim) -> Shape:
    """Normalize each of the ``num_features`` channels of ``(N, C, *)`` over the batch, on all devices.

    >>> sync_batch_norm(Spec((20, 6, 10)), 6).shape
    (20, 6, 10)
    """
    no_integers(input)
    require.rank_at_least(2, "(N, C, *)", input=input)
    require.size(num_features, 1, "num_features", input=input)
    return input.shape


@rule(*named("InstanceNorm1d InstanceNorm2d InstanceNorm3d", "nn.{}.forward"), pins=("num_features",), dtype="input")
def instance_norm_module(input: Spec, num_features: Dim, affine: bool | Unknown = False, *, rank: int) -> Shape:
    """Normalize each channel of each sample of ``(N, C, *)``.

    >>> instance_norm_module(Spec((20, 6, 10)), 6, True).shape
    (20, 6, 10)
    """
    no_integers(input)
    if affine is True:
        require.size(num_features, -rank - 1, "num_features", input=input)
    require.rank(rank + 1, rank + 2, input=input)
    return input.shape


@rule("nn.PReLU.forward", dtype="input")
def prelu_module(input: Spec, num_parameters: Dim = 1) -> Shape:
    """Multiply what is below 0 by one number, or by one for each channel of ``(N, C, *)``.

    >>> prelu_module(Spec((8, 16, 32)), 16).shape
    (8, 16, 32)
    """
    shape: Shape = layers.prelu.function(input, Spec((num_parameters,), input.dtype))
    return shape


@rule("nn.Bilinear.forward", dtype=lambda input1, **_: input1.dtype)
def bilinear_module(input1: Spec, input2: Spec, in1_features: Dim, in2_features: Dim, out_features: Dim) -> Shape:
    """Map pairs of vectors to ``out_features``.

    >>> bilinear_module(Spec((8, 20)), Spec((8, 30)), 20, 30, 40).shape
    (8, 40)
    """
    require.size(in1_features, -1, "in1_features", input1=input1)
    require.size(in2_features, -1, "in2_features", input2=input2)
    return mapped(input1, in1_features, (out_features,))


@rule(*named("ZeroPad1d ZeroPad2d ZeroPad3d ConstantPad1d ConstantPad2d ConstantPad3d", "nn.{}.forward"), dtype="input")
def constant_padding(input: Spec, padding: Dim | Sizes, *, rank: int) -> Shape:
    """Add one value to the last dimensions, of which there may be no others.

    >>> constant_padding(Spec((50,)), (1, 2)).shape
    (53,)
    """
    return padded(input, each_of(padding, 2 * rank, "padding"), "constant")


@rule(*named("ReplicationPad1d ReplicationPad2d ReplicationPad3d", "nn.{}.forward"), dtype="input")
def replication_padding(input: Spec, padding: Dim | Sizes, *, rank: int) -> Shape:
    """Repeat the ends of the last dimensions, two numbers for each from the last on, or one for all.

    >>> replication_padding(Spec((20, 16, 50)), (1, 2)).shape
    (20, 16, 53)
    """
    return _padded(input, padding, rank, "replicate")


@rule(*named("ReflectionPad1d ReflectionPad2d ReflectionPad3d", "nn.{}.forward"), dtype="input")
def reflection_padding(input: Spec, padding: Dim | Sizes, *, rank: int) -> Shape:
    """Mirror the last dimensions at their ends, by less than they have.

    >>> reflection_padding(Spec((20, 16, 50)), (1, 2)).shape
    (20, 16, 53)
    """
    return _padded(input, padding, rank, "reflect")


@rule(*named("CircularPad1d CircularPad2d CircularPad3d", "nn.{}.forward"), dtype="input")
def circular_padding(input: Spec, padding: Dim | Sizes, *, rank: int) -> Shape:
    """Go on at the other end of the last dimensions, by no more than they have.

    >>> circular_padding(Spec((20, 16, 50)), (1, 2)).shape
    (20, 16, 53)
    """
    return _padded(input, padding, rank, "circular")


def _padded(input: Spec, padding: Dim | Sizes, rank: int, mode: str) -> Shape:
    require.rank(rank + 1, rank + 2, input=input)
    return padded(input, each_of(padding, 2 * rank, "padding"), mode)
