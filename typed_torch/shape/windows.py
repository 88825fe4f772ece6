"""Windows that slide over the last dimensions of a tensor: what convolution and pooling have in common."""

from __future__ import annotations

from typing import Any

from typed_torch.shape.axes import known, told_apart
from typed_torch.shape.dims import UNKNOWN, Dim, Many, Shape, fixed_rank, show_dim, show_shape
from typed_torch.shape.rule import refuse
from typed_torch.shape.sizes import minimum, surely_less
from typed_torch.shape.spec import Spec

__all__ = ["at_least", "each_of", "layouts", "of_rank", "slid"]


def each_of(value: Any, rank: int, argument: str) -> tuple[Any, ...]:
    """One number for each of ``rank`` dimensions: an int, or one in a list, counts for all.

    >>> each_of(2, 3, "stride")
    (2, 2, 2)
    """
    if not isinstance(value, (list, tuple)):
        return (value,) * rank
    if len(value) not in (1, rank):
        refuse(f"{argument} must be an int or {rank} of them, got {show_shape(tuple(value))}", argument=argument)
    numbers = tuple(UNKNOWN if isinstance(each, (list, tuple)) else each for each in value)  # of a wrong annotation
    return numbers * (rank if len(value) == 1 else 1)


def at_least(least: int, rank: int, **number: Any) -> tuple[Any, ...]:
    """``each_of`` the number, which is nowhere below ``least``."""
    ((argument, value),) = number.items()
    found = each_of(value, rank, argument)
    if any(surely_less(size, least) for size in found):
        expected = "positive" if least == 1 else "0 or more"
        refuse(f"{argument} must be {expected}, got {value}", argument=argument)
    return found


def layouts(rank: int) -> str:
    """The layouts of a sample and of a batch.

    >>> layouts(2)
    '(C, H, W) or (N, C, H, W)'
    """
    sample = ", ".join(["C", *"DHW"[3 - rank :]]) if rank > 1 else "C, L"
    return f"({sample}) or (N, {sample})"


def of_rank(input: Spec, rank: int) -> Spec:
    """``input``, a sample or a batch, of ``rank`` dimensions after its channels: those told apart from any others.

    Raises:
        Refusal: it has other dimensions.
    """
    count = fixed_rank(input.shape)
    single = sum(not isinstance(dim, Many) for dim in input.shape)
    if single > rank + 2 or (count is not None and count <= rank):
        refuse(
            f"input must have {rank + 1} or {rank + 2} dimensions {layouts(rank)}, got {show_shape(input.shape)}",
            argument="input",
        )
    return told_apart(input, rank + 1)


def slid(input: Spec, kernel: Shape, stride: Shape, padding: Shape, dilation: Shape, ceil: Any = False) -> Shape:
    """How many places the window has in each of the last dimensions; all are tuples of one length.

    Raises:
        Refusal: the window is larger than the padded input.
    """
    sizes = input.shape[len(input.shape) - len(kernel) :]
    return tuple(_places(*numbers, ceil) for numbers in zip(sizes, kernel, stride, padding, dilation, strict=True))


def _places(size: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, ceil: Any) -> Dim:
    known(ceil)
    padded, extent = size + 2 * padding, dilation * (kernel - 1) + 1
    if ceil:  # the last window may stick out, but starts no later than the input ends
        return minimum((padded - extent + stride - 1) // stride + 1, (size + padding - 1) // stride + 1)
    if surely_less(padded, extent):
        refuse(
            f"input must be at least as large as the kernel ({show_dim(extent)}) with its padding, "
            f"got {show_dim(padded)}",
            argument="input",
        )
    return (padded - extent) // stride + 1  # type: ignore[no-any-return]
