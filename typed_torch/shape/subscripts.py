"""Indexing: ``x[0]``, ``x[:, 1:]``, ``x[..., None]``, ``x[mask]``, and tensors of indices."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial, reduce
from typing import Any

from typed_torch.errors import DTypeError
from typed_torch.shape.axes import known, rank_of
from typed_torch.shape.broadcasting import broadcast
from typed_torch.shape.dims import UNKNOWN, Dim, Many, Shape, differ, is_known, show_shape
from typed_torch.shape.promotion import category
from typed_torch.shape.rule import Undetermined, common_device, refuse, rule
from typed_torch.shape.sizes import Chosen, Named, Size, substitute, surely_less, symbols
from typed_torch.shape.spec import Index, Operand, Spec

__all__ = ["sliced"]


@rule("Tensor.__getitem__", dtype="input")
def getitem(input: Spec, index: Index) -> Shape:
    """Take elements: an int leaves out its dimension, ``None`` adds one, a slice shortens one, tensors choose.

    A slice from or up to a symbol, or of one, is taken to fit: ``positions[:T]`` has T, ``x[:3]`` of N rows 3,
    ``x[-k:]`` k and ``x[:-k]`` N - k.

    >>> getitem(Spec((2, 3, 4)), (slice(None), None, slice(1, None))).shape
    (2, 1, 2, 4)
    """
    return _taken(input, _items(input, index))


@rule("Tensor.__setitem__")
def setitem(input: Spec, index: Index, value: Operand) -> None:
    """Write ``value`` where an index takes elements, stretched to their shape; sizes of 1 before that do not count.

    Through tensors and masks, which scatter it, it must have the dtype of ``input``; elsewhere it is converted.

    >>> setitem(Spec((2, 3, 4)), (slice(None), 0), Spec((1, 4)))
    """
    items = _items(input, index)
    taken = _taken(input, items)
    if isinstance(value, Spec):
        _check_written(taken, value)
    if isinstance(value, Spec) and any(isinstance(item, Spec) and item.shape for item in items):
        common_device({"input": input, "value": value})
        if None not in (input.dtype, value.dtype) and input.dtype != value.dtype:
            refuse(
                f"value must be {input.dtype} as input, which a tensor chooses from, got {value.dtype}",
                argument="value", kind=DTypeError, way_out="convert it with value.to(input.dtype)",
            )  # fmt: skip


def _check_written(taken: Shape, value: Spec) -> None:
    rank = rank_of(value)
    extra = value.shape[: max(rank - len(taken), 0)]
    pairs = zip(reversed(taken), reversed(value.shape), strict=False)
    fits = not any(differ(size, 1) for size in extra)
    if not fits or any(differ(_by_name(size), _by_name(own)) and differ(own, 1) for size, own in pairs):
        refuse(
            f"value must have shape {show_shape(taken)} as the elements it is written to, or stretch to it, "
            f"got {show_shape(value.shape)}",
            argument="value",
        )


def _by_name(size: Dim | Many) -> Dim | Many:
    """``size`` as code knows it that writes every other element: ``x[:, 1::2] = y`` is right for even sizes."""
    if not isinstance(size, Size):
        return size
    names = {each: Named(each.name, (each.scope, "written")) for each in symbols(size) if not isinstance(each, Chosen)}
    return substitute(size, names)


def _items(input: Spec, index: Index) -> list[Any]:
    """What ``index`` has for each dimension of ``input``, ``...`` and what is left out written as slices."""
    items = list(index) if isinstance(index, (tuple, list)) else [index]
    known(*items)
    if any(isinstance(item, (list, tuple)) for item in items):  # it chooses as a tensor does
        raise Undetermined
    rank = rank_of(input)
    consumed = sum(map(_consumed, items))
    if consumed > rank:
        refuse(f"input {show_shape(input.shape)} has {rank} dimensions, indexed by {consumed}", argument="index")
    rest = [slice(None)] * (rank - consumed)
    place = next((i for i, item in enumerate(items) if item is Ellipsis), len(items))
    items = [*items[:place], *rest, *items[place + 1 :]]
    if any(item is Ellipsis for item in items):
        refuse("index holds ... twice", argument="index")
    return items


def _consumed(item: Any) -> int:
    """How many dimensions ``item`` is for."""
    if item is None or item is Ellipsis or isinstance(item, bool):
        return 0
    if isinstance(item, Spec) and item.dtype in ("bool", "uint8", None):
        if item.dtype is None:
            raise Undetermined
        return rank_of(item)
    return 1


def _taken(input: Spec, items: Sequence[Any]) -> Shape:
    shape: list[Any] = []
    chosen: list[Shape] = []
    places: list[int] = []  # where in the result dimensions that tensors choose from would stand
    axis = 0
    for item in items:
        if item is None:
            shape.append(1)
        elif isinstance(item, bool):
            raise Undetermined
        elif isinstance(item, slice):
            shape.append(sliced(input.shape[axis], item))  # type: ignore[arg-type]
        elif isinstance(item, Spec):
            if item.dtype in ("bool", "uint8"):
                _check_mask(input, axis, item)
            chosen.append(_choice(item))
            places.append(len(shape))
        else:
            _check_index(input, axis, item)
        axis += _consumed(item)
    if chosen:
        together = reduce(partial(broadcast, argument="index"), chosen)
        start = places[0] if len(set(places)) == 1 else 0
        shape[start:start] = together
    return tuple(shape)


def _check_mask(input: Spec, axis: int, mask: Spec) -> None:
    sizes = input.shape[axis : axis + rank_of(mask)]
    if any(differ(a, b) for a, b in zip(sizes, mask.shape, strict=True)):
        refuse(
            f"a mask must have shape {show_shape(sizes)} as the dimensions it chooses from, "
            f"got {show_shape(mask.shape)}",
            argument="index",
        )


def _choice(index: Spec) -> Shape:
    if index.dtype in ("bool", "uint8"):
        return (UNKNOWN,)
    if index.dtype is not None and category(index.dtype) != "int":
        refuse(
            f"index must be of integers or bool, got {index.dtype}",
            argument="index", kind=DTypeError, way_out="convert it with .long(), or .bool() where it is a mask",
        )  # fmt: skip
    rank_of(index)
    return index.shape


def _check_index(input: Spec, axis: int, index: Any) -> None:
    size: Any = input.shape[axis]
    if isinstance(size, int) and isinstance(index, int) and not -size <= index < size:
        refuse(
            f"index {index} is out of range for dimension {axis} of {show_shape(input.shape)}",
            argument="index",
        )


def sliced(size: Dim, taken: slice) -> Dim:
    """How many of ``size`` elements a slice takes.

    >>> sliced(10, slice(1, None, 2))
    5
    """
    start, stop, step = taken.start, taken.stop, 1 if taken.step is None else taken.step
    if any(each is UNKNOWN for each in (start, stop, step)):
        return UNKNOWN if (start, stop, taken.step) != (None, None, None) else size
    if isinstance(step, int) and step <= 0:
        refuse(f"a slice of a tensor must have a positive step, got {step}", argument="index")
    numbers = (each for each in (size, start, stop, step) if each is not None)
    if all(map(is_known, numbers)):
        return len(range(*slice(start, stop, step).indices(size)))  # type: ignore[arg-type]
    if size is UNKNOWN and (stop is None or not isinstance(stop, Size)):
        return size if start in (None, 0) and stop is None and step == 1 else UNKNOWN
    first = 0 if start is None else _from_front(size, start)
    last = size if stop is None else _from_front(size, stop)
    count = (last - first + step - 1) // step
    return 0 if isinstance(count, int) and count < 0 else count


def _from_front(size: Dim, place: Any) -> Any:
    """``place`` counted from the front; one that no sizes of 1 or more make positive, as ``-k``, is from the end."""
    is_from_end = place < 0 if isinstance(place, int) else surely_less(place, 1, least=1)
    return size + place if is_from_end else place
