"""Pooling: the greatest or the mean of each window, and what takes windows apart and together again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from typed_torch.errors import DTypeError
from typed_torch.shape import require
from typed_torch.shape.axes import known, rank_of, told_apart
from typed_torch.shape.dims import Dim, Shape, Unknown, differ, fixed_rank, is_known, product, show_dim, show_shape
from typed_torch.shape.elementwise import floating
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.sizes import possibly_equal, surely_less
from typed_torch.shape.spec import Sizes, Spec
from typed_torch.shape.windows import at_least, each_of, of_rank, slid

__all__ = ["pooled"]


def pooled(input: Spec, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: Any, rank: int) -> Shape:
    """The shape of ``input`` pooled by windows, which follow each other without ``stride``.

    >>> pooled(Spec((1, 8, 32, 32)), 2, None, 0, 1, False, rank=2)
    (1, 8, 16, 16)
    """
    input = of_rank(input, rank)
    if any(is_known(size) and size == 0 for size in input.shape[-rank - 1 :]):
        refuse(f"input must not be empty but in its batch, got {show_shape(input.shape)}", argument="input")
    kernel = at_least(1, rank, kernel_size=kernel_size)
    strides = kernel if stride is None or stride == [] else at_least(1, rank, stride=stride)
    paddings, dilations = at_least(0, rank, padding=padding), at_least(1, rank, dilation=dilation)
    numbers: Any = zip(paddings, kernel, dilations, strict=True)
    for pad, size, step in numbers:
        if surely_less(((size - 1) * step + 1) // 2, pad):
            refuse(
                f"padding must be at most half of kernel_size ({show_dim(size)}), got {show_dim(pad)}",
                argument="padding",
            )
    places: Any = slid(input, kernel, strides, paddings, dilations, ceil_mode)
    if any(surely_less(count, 1) for count in places):
        refuse(f"input {show_shape(input.shape)} is too small for a kernel of {show_shape(kernel)}", argument="input")
    return (*input.shape[:-rank], *places)


@rule(
    *named("max_pool1d max_pool2d max_pool3d", "nn.functional.{}", "{}"),
    *named("MaxPool1d MaxPool2d MaxPool3d", "nn.{}.forward"),
)
def max_pool(
    input: Spec,
    kernel_size: Dim | Sizes,
    stride: Dim | Sizes | None = None,
    padding: Dim | Sizes = 0,
    dilation: Dim | Sizes = 1,
    ceil_mode: bool | Unknown = False,
    return_indices: bool | Unknown = False,
    *,
    rank: int,
) -> Spec | tuple[Spec, Spec]:
    """The greatest element of each window, and with ``return_indices`` where it is, int64.

    Each size becomes ``(size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1``, where ``stride`` is
    ``kernel_size`` unless given; ``ceil_mode`` rounds up.

    >>> max_pool(Spec((20, 16, 50)), 3, stride=2).shape
    (20, 16, 24)
    """
    known(return_indices)
    found = input.with_shape(pooled(input, kernel_size, stride, padding, dilation, ceil_mode, rank))
    return (found, replace(found, dtype="int64")) if return_indices else found


@rule(*named("max_pool1d_with_indices max_pool2d_with_indices max_pool3d_with_indices", "nn.functional.{}"))
def max_pool_with_indices(
    input: Spec,
    kernel_size: Dim | Sizes,
    stride: Dim | Sizes | None = None,
    padding: Dim | Sizes = 0,
    dilation: Dim | Sizes = 1,
    ceil_mode: bool | Unknown = False,
    *,
    rank: int,
) -> tuple[Spec, Spec]:
    """The greatest element of each window, and where it is, int64.

    >>> max_pool_with_indices(Spec((20, 16, 50)), 3, stride=2)[1].shape
    (20, 16, 24)
    """
    found = input.with_shape(pooled(input, kernel_size, stride, padding, dilation, ceil_mode, rank))
    return found, replace(found, dtype="int64")


@rule(*named("max_unpool1d max_unpool2d max_unpool3d", "nn.functional.{}"), dtype="input")
def max_unpool(
    input: Spec,
    indices: Spec,
    kernel_size: Dim | Sizes,
    stride: Dim | Sizes | None = None,
    padding: Dim | Sizes = 0,
    output_size: Sizes | None = None,
    *,
    rank: int,
) -> Shape:
    """Put the greatest element of each window back where ``indices`` says; zeros elsewhere.

    Each size becomes ``(size - 1) * stride - 2 * padding + kernel_size``, or that of ``output_size``.

    >>> max_unpool(Spec((20, 16, 25)), Spec((20, 16, 25)), 2).shape
    (20, 16, 50)
    """
    _of_places(input, indices)
    input = of_rank(input, rank)
    kernel = at_least(1, rank, kernel_size=kernel_size)
    strides = kernel if stride is None or stride == [] else at_least(1, rank, stride=stride)
    numbers: Any = zip(input.shape[-rank:], kernel, strides, at_least(0, rank, padding=padding), strict=True)
    sizes = [(size - 1) * step - 2 * pad + window for size, window, step, pad in numbers]
    if output_size is not None:
        known(output_size)
        sizes = list(output_size[-rank:])
    return (*input.shape[:-rank], *sizes)


def _of_places(input: Spec, indices: Spec) -> None:
    """There is an index, int64, for each element."""
    if None not in (fixed_rank(indices.shape), fixed_rank(input.shape)) and (
        len(indices.shape) != len(input.shape) or any(map(differ, indices.shape, input.shape))
    ):
        refuse(
            f"indices must have the shape of input {show_shape(input.shape)}, got {show_shape(indices.shape)}",
            argument="indices",
        )
    if indices.dtype not in (None, "int64"):
        refuse(f"indices must be int64, got {indices.dtype}", argument="indices", kind=DTypeError)


@rule(*named("MaxUnpool1d MaxUnpool2d MaxUnpool3d", "nn.{}.forward"), dtype="input")
def max_unpool_module(
    input: Spec,
    indices: Spec,
    output_size: Sizes | None = None,
    *,
    kernel_size: Dim | Sizes,
    stride: Dim | Sizes | None = None,
    padding: Dim | Sizes = 0,
    rank: int,
) -> Shape:
    """Put the greatest element of each window back where ``indices`` says; zeros elsewhere.

    >>> max_unpool_module(Spec((20, 16, 25)), Spec((20, 16, 25)), kernel_size=2).shape
    (20, 16, 50)
    """
    shape: Shape = max_unpool.function(input, indices, kernel_size, stride, padding, output_size, rank=rank)
    return shape


@rule(
    *named("avg_pool1d avg_pool2d avg_pool3d", "nn.functional.{}"), "avg_pool1d",
    *named("AvgPool1d AvgPool2d AvgPool3d", "nn.{}.forward"),
    dtype="input",
)  # fmt: skip
def avg_pool(
    input: Spec,
    kernel_size: Dim | Sizes,
    stride: Dim | Sizes | None = None,
    padding: Dim | Sizes = 0,
    ceil_mode: bool | Unknown = False,
    count_include_pad: bool | Unknown = True,
    divisor_override: Dim | None = None,
    *,
    rank: int,
) -> Shape:
    """The mean of each window; each size becomes ``(size + 2 * padding - kernel_size) // stride + 1``.

    ``stride`` is ``kernel_size`` unless given; ``ceil_mode`` rounds up.

    >>> avg_pool(Spec((20, 16, 50)), 3, stride=2).shape
    (20, 16, 24)
    """
    if isinstance(divisor_override, int) and divisor_override == 0:
        refuse("divisor_override must not be 0", argument="divisor_override")
    return pooled(input, kernel_size, stride, padding, 1, ceil_mode, rank)


@rule(
    *named("lp_pool1d lp_pool2d lp_pool3d", "nn.functional.{}"),
    *named("LPPool1d LPPool2d LPPool3d", "nn.{}.forward"),
    dtype=floating,
)  # fmt: skip
def lp_pool(
    input: Spec,
    norm_type: float | Unknown,
    kernel_size: Dim | Sizes,
    stride: Dim | Sizes | None = None,
    ceil_mode: bool | Unknown = False,
    *,
    rank: int,
) -> Shape:
    """The norm of each window; each size becomes ``(size - kernel_size) // stride + 1``.

    >>> lp_pool(Spec((20, 16, 50)), 2, 3, stride=2).shape
    (20, 16, 24)
    """
    return pooled(input, kernel_size, stride, 0, 1, ceil_mode, rank)


def adapted(input: Spec, output_size: Any, rank: int) -> Shape:
    """The shape of ``input`` pooled to ``output_size``, of which ``None`` keeps a size."""
    if isinstance(output_size, (list, tuple)) and len(output_size) != rank:
        refuse(f"output_size must be an int or {rank} of them, got {tuple(output_size)}", argument="output_size")
    sizes = each_of(output_size, rank, "output_size")
    if any(size is not None and surely_less(size, 0) for size in sizes):
        refuse(f"output_size must be 0 or more, got {output_size}", argument="output_size")
    input = of_rank(input, rank)
    kept = zip(sizes, input.shape[-rank:], strict=True)
    return input.shape[:-rank] + tuple(old if new is None else new for new, old in kept)


@rule(
    *named("adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d", "nn.functional.{}"), "adaptive_avg_pool1d",
    *named("AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d", "nn.{}.forward"),
    dtype="input",
)  # fmt: skip
def adaptive_avg_pool(input: Spec, output_size: Dim | Sizes | None, *, rank: int) -> Shape:
    """The means of as many windows as make ``output_size``; ``None`` keeps a size.

    >>> adaptive_avg_pool(Spec((20, 16, 50)), 7).shape
    (20, 16, 7)
    """
    is_list = isinstance(output_size, (list, tuple))
    dimensions = fixed_rank(input.shape)
    is_enough = dimensions is None or dimensions >= rank + is_list
    if rank > 1 and output_size in (1, [1] * rank, (1,) * rank) and is_enough:
        # The mean, which torch takes of any number of dimensions.
        return (*told_apart(input, rank).shape[:-rank], *(1,) * rank)
    return adapted(input, output_size, rank)


@rule(
    *named("adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d", "nn.functional.{}"),
    *named("AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d", "nn.{}.forward"),
)  # fmt: skip
def adaptive_max_pool(
    input: Spec, output_size: Dim | Sizes | None, return_indices: bool | Unknown = False, *, rank: int
) -> Spec | tuple[Spec, Spec]:
    """The greatest elements of as many windows as make ``output_size``; ``return_indices`` adds where they are.

    >>> adaptive_max_pool(Spec((20, 16, 50)), 7).shape
    (20, 16, 7)
    """
    known(return_indices)
    found = input.with_shape(adapted(input, output_size, rank))
    return (found, replace(found, dtype="int64")) if return_indices else found


@rule("adaptive_max_pool1d")
def adaptive_max_pool_of_torch(input: Spec, output_size: Dim | Sizes) -> tuple[Spec, Spec]:
    """The greatest elements of as many windows as make ``output_size``, and where they are, int64.

    >>> adaptive_max_pool_of_torch(Spec((20, 16, 50)), 7)[0].shape
    (20, 16, 7)
    """
    found = input.with_shape(adapted(input, output_size, 1))
    return found, replace(found, dtype="int64")


@rule(*named("pixel_shuffle", "nn.functional.{}", "{}"), "nn.PixelShuffle.forward", dtype="input")
def pixel_shuffle(input: Spec, upscale_factor: Dim) -> Shape:
    """Make pixels of channels: ``(*, C * r ** 2, H, W)`` becomes ``(*, C, H * r, W * r)``.

    >>> pixel_shuffle(Spec((1, 9, 4, 4)), 3).shape
    (1, 1, 12, 12)
    """
    require.rank_at_least(3, "(*, C, H, W)", input=input)
    require.positive(upscale_factor=upscale_factor)
    rank_of(input)
    *leading, channels, height, width = input.shape
    factor: Any = upscale_factor
    _divisible(channels, factor * factor, "channels", -3)
    return (*leading, channels // (factor * factor), height * factor, width * factor)


@rule(*named("pixel_unshuffle", "nn.functional.{}", "{}"), "nn.PixelUnshuffle.forward", dtype="input")
def pixel_unshuffle(input: Spec, downscale_factor: Dim) -> Shape:
    """Make channels of pixels: ``(*, C, H * r, W * r)`` becomes ``(*, C * r ** 2, H, W)``.

    >>> pixel_unshuffle(Spec((1, 1, 12, 12)), 3).shape
    (1, 9, 4, 4)
    """
    require.rank_at_least(3, "(*, C, H, W)", input=input)
    require.positive(downscale_factor=downscale_factor)
    rank_of(input)
    *leading, channels, height, width = input.shape
    factor: Any = downscale_factor
    _divisible(height, factor, "pixels", -2)
    _divisible(width, factor, "pixels", -1)
    return (*leading, channels * factor * factor, height // factor, width // factor)


@rule(
    *named("channel_shuffle native_channel_shuffle", "nn.functional.{}", "{}"), "nn.ChannelShuffle.forward",
    dtype="input",
)  # fmt: skip
def channel_shuffle(input: Spec, groups: Dim) -> Shape:
    """Deal the channels of ``(N, C, *)`` out from ``groups`` equal groups in turn.

    >>> channel_shuffle(Spec((1, 4, 2, 2)), 2).shape
    (1, 4, 2, 2)
    """
    require.rank_at_least(3, "(N, C, *)", input=input)
    require.positive(groups=groups)
    _divisible(input.dim(1), groups, "channels", 1)
    return input.shape


def _divisible(size: Any, factor: Any, meaning: str, dim: int) -> None:
    if not possibly_equal(size % factor, 0):
        refuse(
            f"input must have a multiple of {show_dim(factor)} {meaning} in dimension {dim}, got {show_dim(size)}",
            argument="input",
        )


@rule("nn.functional.unfold", "nn.Unfold.forward", dtype="input")
def unfold(
    input: Spec,
    kernel_size: Dim | Sizes,
    dilation: Dim | Sizes = 1,
    padding: Dim | Sizes = 0,
    stride: Dim | Sizes = 1,
) -> Shape:
    """Make a column of each window: ``(N, C, H, W)`` becomes ``(N, C * elements of a window, windows)``.

    >>> unfold(Spec((2, 5, 3, 4)), (2, 3)).shape
    (2, 30, 4)
    """
    input = of_rank(input, 2)
    kernel = at_least(1, 2, kernel_size=kernel_size)
    channels = product((input.shape[-3], *kernel))
    return (*input.shape[:-3], channels, product(_windows(input, kernel, dilation, padding, stride)))


@rule("nn.functional.fold", "nn.Fold.forward", dtype="input")
def fold(
    input: Spec,
    output_size: Dim | Sizes,
    kernel_size: Dim | Sizes,
    dilation: Dim | Sizes = 1,
    padding: Dim | Sizes = 0,
    stride: Dim | Sizes = 1,
) -> Shape:
    """Add windows up, each a column of ``(N, C * elements of a window, windows)``, into ``(N, C, *output_size)``.

    >>> fold(Spec((2, 30, 4)), (3, 4), (2, 3)).shape
    (2, 5, 3, 4)
    """
    if rank_of(input) not in (2, 3):
        refuse(
            f"input must have 2 or 3 dimensions (C, L) or (N, C, L), got {show_shape(input.shape)}", argument="input"
        )
    kernel, sizes = at_least(1, 2, kernel_size=kernel_size), at_least(1, 2, output_size=output_size)
    elements: Any = product(kernel)
    _divisible(input.shape[-2], elements, "channels", -2)
    windows = product(_windows(Spec(sizes), kernel, dilation, padding, stride))
    require.size(windows, -1, "the number of windows", input=input)
    return (*input.shape[:-2], input.shape[-2] // elements, *sizes)


def _windows(input: Spec, kernel: Shape, dilation: Any, padding: Any, stride: Any) -> Shape:
    strides, dilations = at_least(1, 2, stride=stride), at_least(1, 2, dilation=dilation)
    return slid(input, kernel, strides, at_least(0, 2, padding=padding), dilations)
