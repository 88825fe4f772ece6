"""Convolutions and transposed ones, over one, two and three dimensions."""

from __future__ import annotations

from typing import Any

from typed_torch.shape import require
from typed_torch.shape.dims import UNKNOWN, Dim, Shape, differ, fixed_rank, is_known, show_dim, show_shape
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.sizes import maximum, surely_less
from typed_torch.shape.spec import Sizes, Spec
from typed_torch.shape.windows import at_least, each_of, of_rank, slid

__all__ = ["chosen_size", "convolved", "transposed"]


def convolved(
    input: Spec,
    in_channels: Dim,
    out_channels: Dim,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: Dim,
    rank: int,
    weight: Spec | None = None,
) -> Shape:
    """The shape of a convolution of ``input``; numbers for each dimension may be one for all.

    >>> convolved(Spec((1, 3, 32, 32)), 3, 8, 3, 2, 1, 1, 1, rank=2)
    (1, 8, 16, 16)
    """
    input = of_rank(input, rank)
    _channels(input, in_channels, groups, rank, weight)
    strides, dilations = at_least(1, rank, stride=stride), at_least(1, rank, dilation=dilation)
    leading = (*input.shape[: -rank - 1], out_channels)
    if padding == "same":
        if any(is_known(step) and step != 1 for step in strides):
            refuse(f"padding 'same' goes with a stride of 1 only, got {stride}", argument="padding")
        return leading + input.shape[-rank:]
    if isinstance(padding, str) and padding != "valid":
        require.one_of(("valid", "same"), padding=padding)
    paddings = at_least(0, rank, padding=0 if padding == "valid" else padding)
    return leading + slid(input, each_of(kernel_size, rank, "kernel_size"), strides, paddings, dilations)


def transposed(
    input: Spec,
    in_channels: Dim,
    out_channels: Dim,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    output_padding: Any,
    dilation: Any,
    groups: Dim,
    rank: int,
    weight: Spec | None = None,
) -> Shape:
    """The shape of a transposed convolution of ``input``; numbers for each dimension may be one for all.

    >>> transposed(Spec((1, 8, 16, 16)), 8, 3, 3, 2, 1, 1, 1, 1, rank=2)
    (1, 3, 32, 32)
    """
    input = of_rank(input, rank)
    _channels(input, in_channels, groups, rank, weight)
    numbers: Any = zip(
        input.shape[-rank:],
        each_of(kernel_size, rank, "kernel_size"),
        at_least(1, rank, stride=stride),
        at_least(0, rank, padding=padding),
        at_least(0, rank, output_padding=output_padding),
        at_least(1, rank, dilation=dilation),
        strict=True,
    )
    return (*input.shape[: -rank - 1], out_channels, *(_spread(*each) for each in numbers))


def chosen_size(least: Shape, output_size: Any, stride: Any, rank: int) -> Shape:
    """``least``, the smallest output of a transposed convolution, with the sizes that are asked for.

    >>> chosen_size((1, 3, 31), [32], 2, rank=1)
    (1, 3, 32)
    """
    leading = least[:-rank]
    if output_size is UNKNOWN:
        return (*leading, *(UNKNOWN,) * rank)
    if fixed_rank(leading) is not None and len(output_size) not in (rank, rank + len(leading)):
        refuse(
            f"output_size must have {rank} or {rank + len(leading)} sizes, got {show_shape(tuple(output_size))}",
            argument="output_size",
        )
    sizes = tuple(output_size)[-rank:]
    for size, smallest, step in zip(sizes, least[-rank:], each_of(stride, rank, "stride"), strict=True):
        below: Any = smallest
        if surely_less(size, below) or surely_less(below + step - 1, size):
            refuse(
                f"output_size must be from {show_shape(least[-rank:])} to less than a stride more, "
                f"got {show_shape(sizes)}",
                argument="output_size",
            )
    return leading + sizes


def _spread(size: Any, kernel: Any, stride: Any, padding: Any, extra: Any, dilation: Any) -> Dim:
    if surely_less(maximum(stride, dilation), extra + 1):
        refuse(
            f"output_padding ({show_dim(extra)}) must be smaller than stride ({show_dim(stride)}) "
            f"or dilation ({show_dim(dilation)})",
            argument="output_padding",
        )
    found: Dim = (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + extra + 1
    if surely_less(found, 1):
        refuse(f"the output would have size {show_dim(found)}", argument="padding", way_out="use less of it")
    return found


def _channels(input: Spec, expected: Dim, groups: Dim, rank: int, weight: Spec | None) -> None:
    require.positive(groups=groups)
    actual = input.shape[-rank - 1]
    if differ(actual, expected):
        wanted = f"in_channels ({show_dim(expected)})"
        if weight is not None:
            grouped = "" if is_known(groups) and groups == 1 else f" in {show_dim(groups)} groups"
            wanted = f"{show_dim(expected)} channels for weight {show_shape(weight.shape)}{grouped}"
        place = len(input.shape) - rank - 1 if fixed_rank(input.shape) is not None else -rank - 1
        refuse(f"input must have {wanted} in dimension {place}, got {show_dim(actual)}", argument="input")


def _parameters(input: Spec, weight: Spec, bias: Spec | None, out_channels: Dim, rank: int, layout: str) -> None:
    """``weight`` has the dimensions of its layout, ``bias`` is one number for each channel, all of one dtype."""
    if fixed_rank(weight.shape) not in (None, rank + 2):
        refuse(f"weight must have {rank + 2} dimensions {layout}, got {show_shape(weight.shape)}", argument="weight")
    require.same_dtype(input=input, weight=weight)
    if bias is None:
        return
    if fixed_rank(bias.shape) not in (None, 1) or differ(bias.dim(0), out_channels):
        refuse(
            f"bias must have shape {show_shape((out_channels,))}, one value per channel of the output, "
            f"got {show_shape(bias.shape)}",
            argument="bias",
        )
    require.same_dtype(input=input, bias=bias)


def _kernel(weight: Spec, rank: int) -> Any:
    return weight.shape[-rank:] if fixed_rank(weight.shape) is not None else UNKNOWN


@rule(*named("conv1d conv2d conv3d", "nn.functional.{}", "{}"), dtype="input")
def convolution(
    input: Spec,
    weight: Spec,
    bias: Spec | None = None,
    stride: Dim | Sizes = 1,
    padding: str | Dim | Sizes = 0,
    dilation: Dim | Sizes = 1,
    groups: Dim = 1,
    *,
    rank: int,
) -> Shape:
    """Slide ``weight``, ``(out_channels, in_channels / groups, *kernel_size)``, over ``input``, a sample or a batch.

    Each size becomes ``(size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1``.

    >>> convolution(Spec((20, 16, 50)), Spec((33, 16, 3)), stride=2).shape
    (20, 33, 24)
    """
    out_channels: Any = weight.dim(0)
    require.positive(groups=groups)
    require.divisible(out_channels=out_channels, groups=groups)
    _parameters(input, weight, bias, out_channels, rank, "(out_channels, in_channels / groups, *kernel_size)")
    in_channels: Any = weight.dim(1) * groups
    kernel = _kernel(weight, rank)
    return convolved(input, in_channels, out_channels, kernel, stride, padding, dilation, groups, rank, weight)


@rule(*named("conv_transpose1d conv_transpose2d conv_transpose3d", "nn.functional.{}", "{}"), dtype="input")
def transposed_convolution(
    input: Spec,
    weight: Spec,
    bias: Spec | None = None,
    stride: Dim | Sizes = 1,
    padding: Dim | Sizes = 0,
    output_padding: Dim | Sizes = 0,
    groups: Dim = 1,
    dilation: Dim | Sizes = 1,
    *,
    rank: int,
) -> Shape:
    """Spread ``input`` by ``weight``, ``(in_channels, out_channels / groups, *kernel_size)``: a convolution backwards.

    Each size becomes ``(size - 1) * stride - 2 * padding + dilation * (kernel_size - 1) + output_padding + 1``.

    >>> transposed_convolution(Spec((20, 16, 50)), Spec((16, 33, 3)), stride=2).shape
    (20, 33, 101)
    """
    out_channels: Any = weight.dim(1) * groups
    require.positive(groups=groups)
    require.divisible(in_channels=weight.dim(0), groups=groups)
    _parameters(input, weight, bias, out_channels, rank, "(in_channels, out_channels / groups, *kernel_size)")
    kernel = _kernel(weight, rank)
    numbers = (kernel, stride, padding, output_padding, dilation, groups)
    return transposed(input, weight.dim(0), out_channels, *numbers, rank, weight)
