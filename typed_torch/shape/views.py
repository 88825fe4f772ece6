"""Operations that rearrange a tensor: other shapes, other orders of dimensions, dimensions more and less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typed_torch.shape import require
from typed_torch.shape.axes import axes_of, axis_of, axis_of_one, known, rank_of
from typed_torch.shape.dims import (
    UNKNOWN,
    Dim,
    Shape,
    differ,
    fixed_rank,
    is_known,
    product,
    show_dim,
    show_shape,
)
from typed_torch.shape.promotion import category, item_size
from typed_torch.shape.rule import Undetermined, named, refuse, rule
from typed_torch.shape.sizes import must_be_one, possibly_equal
from typed_torch.shape.spec import Name, Sizes, Spec

__all__ = ["inferred"]


def inferred(input: Spec, shape: Any, *, argument: str = "shape") -> Shape:
    """``shape`` with its one -1 worked out from the number of elements of ``input``.

    Raises:
        Refusal: the numbers of elements differ, or a size is negative.
    """
    known(shape)
    sizes = tuple(shape)
    open_places = [place for place, size in enumerate(sizes) if is_known(size) and size == -1]
    if len(open_places) > 1:
        refuse(f"{argument} may hold one -1, got {show_shape(sizes)}", argument=argument)
    if any(is_known(size) and size < -1 for size in sizes):
        refuse(f"{argument} must hold sizes of 0 or more and one -1, got {show_shape(sizes)}", argument=argument)
    total: Any = product(input.shape)
    if not open_places:
        if not possibly_equal(total, product(sizes)):
            _refuse_elements(input, sizes, argument)
        if ones := must_be_one(total, product(sizes)):
            _refuse_elements(input, sizes, argument, f" unless {' and '.join(ones)} is 1")
        return sizes
    (place,) = open_places
    rest: Any = product(size for index, size in enumerate(sizes) if index != place)
    if is_known(rest) and (rest == 0 or (is_known(total) and total % rest)):
        _refuse_elements(input, sizes, argument)
    return (*sizes[:place], total // rest, *sizes[place + 1 :])


def _refuse_elements(input: Spec, sizes: Shape, argument: str, unless: str = "") -> None:
    refuse(
        f"input {show_shape(input.shape)} has {show_dim(product(input.shape))} elements, "
        f"which do not fit into {show_shape(sizes)}{unless}",
        argument=argument,
    )


@rule("reshape", "Tensor.reshape", dtype="input")
def reshape(input: Spec, shape: Sizes) -> Shape:
    """The same elements in another shape, which may hold one -1: the size that is left.

    >>> reshape(Spec((2, 3, 4)), (2, -1)).shape
    (2, 12)
    """
    return inferred(input, shape)


def _read_by(shape: Any, dtype: Any) -> Any:
    """The dtype that ``x.view(torch.int32)`` or ``x.view(dtype=torch.int32)`` has, ``None`` of sizes."""
    return shape[0] if isinstance(shape, (list, tuple)) and len(shape) == 1 and isinstance(shape[0], str) else dtype


def of_view(input: Spec, shape: Sizes = (), dtype: Name = None) -> str | None:
    """The dtype of ``input``, or that which it is read as."""
    found = _read_by(shape, dtype)
    return input.dtype if found is None else found if isinstance(found, str) else None


@rule("Tensor.view", dtype=of_view)
def view(input: Spec, shape: Sizes = (), dtype: Name = None) -> Shape:
    """``reshape`` without a copy; or of a dtype, the same bytes read as that one: the last size goes with its own.

    >>> view(Spec((2, 3, 4)), (2, -1)).shape
    (2, 12)
    """
    read_as = _read_by(shape, dtype)
    known(read_as)
    return inferred(input, shape) if read_as is None else _read_as(input, read_as)


def _read_as(input: Spec, dtype: Any) -> Shape:
    rank = rank_of(input)
    if input.dtype is None:
        raise Undetermined
    before, after = item_size(input.dtype), item_size(dtype)
    if before == after:
        return input.shape
    if not rank:
        refuse(f"input must have at least 1 dimension to be read as {dtype}, got ()", argument="input")
    last: Any = input.shape[-1]
    if not possibly_equal(last * before % after, 0):
        refuse(
            f"input must have a multiple of {after // before} in its last dimension to be read as {dtype}, "
            f"got {show_dim(last)}",
            argument="input",
        )
    return (*input.shape[:-1], last * before // after)


@rule("flatten", "Tensor.flatten", dtype="input")
def flatten(input: Spec, start_dim: Dim = 0, end_dim: Dim = -1) -> Shape:
    """Make one dimension of those from ``start_dim`` to ``end_dim``.

    >>> flatten(Spec((2, 3, 4, 5)), 1, 2).shape
    (2, 12, 5)
    """
    rank = rank_of(input)
    first, last = axis_of(rank, start_dim, argument="start_dim"), axis_of(rank, end_dim, argument="end_dim")
    if first > last:
        refuse(f"start_dim ({start_dim}) must not come after end_dim ({end_dim})", argument="start_dim")
    return (*input.shape[:first], product(input.shape[first : last + 1]), *input.shape[last + 1 :])


@rule("unflatten", "Tensor.unflatten", dtype="input")
def unflatten(input: Spec, dim: Dim, sizes: Sizes) -> Shape:
    """Make several dimensions of ``dim``, whose sizes multiply to that of it; one may be -1.

    >>> unflatten(Spec((2, 12)), 1, (3, -1)).shape
    (2, 3, 4)
    """
    axis = axis_of(rank_of(input), dim)
    split = inferred(Spec(input.shape[axis : axis + 1]), sizes, argument="sizes")
    return (*input.shape[:axis], *split, *input.shape[axis + 1 :])


@rule("ravel", "Tensor.ravel", dtype="input")
def ravel(input: Spec) -> Shape:
    """All elements in one dimension.

    >>> ravel(Spec((2, 3))).shape
    (6,)
    """
    rank_of(input)
    return (product(input.shape),)


@rule(*named("transpose swapaxes swapdims", "{}", "Tensor.{}"), dtype="input")
def transpose(input: Spec, dim0: Dim, dim1: Dim) -> Shape:
    """Swap two dimensions.

    >>> transpose(Spec((2, 3, 4)), 1, -1).shape
    (2, 4, 3)
    """
    rank = rank_of(input)
    first, second = axis_of(rank, dim0, argument="dim0"), axis_of(rank, dim1, argument="dim1")
    shape = list(input.shape)
    if shape:
        shape[first], shape[second] = shape[second], shape[first]
    return tuple(shape)


@rule("Tensor.T", dtype="input")
def reversed_dims(input: Spec) -> Shape:
    """The dimensions in reverse order.

    >>> reversed_dims(Spec((2, 3))).shape
    (3, 2)
    """
    rank_of(input)
    return input.shape[::-1]


@rule("Tensor.H", dtype="input")
def conjugate_transpose(input: Spec) -> Shape:
    """Swap the dimensions of a matrix, each element conjugated.

    >>> conjugate_transpose(Spec((2, 3))).shape
    (3, 2)
    """
    if rank_of(input) not in (0, 2):
        refuse(
            f"input must have 2 dimensions, got {show_shape(input.shape)}",
            argument="input", way_out="swap the last two of more with input.mH",
        )  # fmt: skip
    return input.shape[::-1]


@rule("t", "Tensor.t", dtype="input")
def t(input: Spec) -> Shape:
    """Swap the dimensions of a matrix; fewer than two dimensions stay as they are.

    >>> t(Spec((2, 3))).shape
    (3, 2)
    """
    if rank_of(input) > 2:
        refuse(
            f"input must have at most 2 dimensions, got {show_shape(input.shape)}",
            argument="input", way_out="swap two of more with input.transpose(dim0, dim1)",
        )  # fmt: skip
    return input.shape[::-1]


@rule(*named("mT mH adjoint", "Tensor.{}"), "adjoint", dtype="input")
def matrix_transpose(input: Spec) -> Shape:
    """Swap the last two dimensions.

    >>> matrix_transpose(Spec((2, 3, 4))).shape
    (2, 4, 3)
    """
    if rank_of(input) == 1:
        refuse(f"input must have at least 2 dimensions, got {show_shape(input.shape)}", argument="input")
    return (*input.shape[:-2], *reversed(input.shape[-2:]))


@rule("permute", "Tensor.permute", dtype="input")
def permute(input: Spec, dims: Sizes) -> Shape:
    """The dimensions in the order of ``dims``, each named once.

    >>> permute(Spec((2, 3, 4)), (2, 0, 1)).shape
    (4, 2, 3)
    """
    known(dims)
    rank = rank_of(input)
    if len(dims) != rank:
        refuse(
            f"dims must name each of the {rank} dimensions of {show_shape(input.shape)} once, got {tuple(dims)}",
            argument="dims",
        )
    return tuple(input.shape[axis] for axis in (axes_of(input, list(dims), argument="dims") if dims else ()))


@rule(*named("movedim moveaxis", "{}", "Tensor.{}"), dtype="input")
def movedim(input: Spec, source: Dim | Sizes, destination: Dim | Sizes) -> Shape:
    """Move dimensions to other places; the others keep their order.

    >>> movedim(Spec((2, 3, 4)), 0, -1).shape
    (3, 4, 2)
    """
    moved = _each(input, source, "source")
    places = _each(input, destination, "destination")
    if len(moved) != len(places):
        refuse(f"source and destination must be equally many, got {source} and {destination}", argument="destination")
    rest = iter([axis for axis in range(rank_of(input)) if axis not in moved])
    target = dict(zip(places, moved, strict=True))
    return tuple(input.shape[target[place] if place in target else next(rest)] for place in range(len(input.shape)))


def _each(input: Spec, dim: Any, argument: str) -> tuple[int, ...]:
    return axes_of(input, dim, argument=argument) if not isinstance(dim, Sequence) or dim else ()


@rule("unsqueeze", "Tensor.unsqueeze", dtype="input")
def unsqueeze(input: Spec, dim: Dim) -> Shape:
    """Put a dimension of size 1 at ``dim``.

    >>> unsqueeze(Spec((2, 3)), -1).shape
    (2, 3, 1)
    """
    axis = axis_of(rank_of(input) + 1, dim)
    return (*input.shape[:axis], 1, *input.shape[axis:])


@rule("squeeze", "Tensor.squeeze", dtype="input")
def squeeze(input: Spec, dim: Dim | Sizes | None = None) -> Shape:
    """Leave out dimensions of size 1: those of ``dim``, or all.

    >>> squeeze(Spec((1, 2, 1)), 0).shape
    (2, 1)
    """
    axes = axes_of(input, dim) if dim is None or not isinstance(dim, Sequence) or dim else ()
    if any(place < len(input.shape) and input.shape[place] is UNKNOWN for place in axes):
        raise Undetermined
    return tuple(size for place, size in enumerate(input.shape) if place not in axes or not _is_one(size))


def _is_one(size: Any) -> bool:
    return is_known(size) and bool(size == 1)


@rule("Tensor.expand", "broadcast_to", "Tensor.broadcast_to", dtype="input")
def expand(input: Spec, size: Sizes) -> Shape:
    """Stretch dimensions of size 1 to ``size``, aligned at the end; -1 keeps a size.

    >>> expand(Spec((3, 1)), (2, -1, 4)).shape
    (2, 3, 4)
    """
    known(size)
    added = len(size) - rank_of(input)
    if added < 0:
        refuse(f"size must have at least {len(input.shape)} dimensions, got {show_shape(tuple(size))}", argument="size")
    return tuple(_expanded(input, place, wanted, added, tuple(size)) for place, wanted in enumerate(size))


def _expanded(input: Spec, place: int, wanted: Dim, added: int, size: Shape) -> Dim:
    keeps = is_known(wanted) and wanted == -1
    if place < added:
        if is_known(wanted) and wanted < 0:  # type: ignore[operator]
            refuse(f"size must be 0 or more in a new dimension, got {show_shape(size)}", argument="size")
        return wanted
    actual: Any = input.shape[place - added]
    if not keeps and not _is_one(actual) and differ(actual, wanted):
        refuse(f"{show_shape(input.shape)} does not stretch to {show_shape(size)}", argument="size")
    return actual if keeps else wanted


@rule("Tensor.expand_as", dtype="input")
def expand_as(input: Spec, other: Spec) -> Shape:
    """Stretch dimensions of size 1 to those of ``other``.

    >>> expand_as(Spec((3, 1)), Spec((2, 3, 4))).shape
    (2, 3, 4)
    """
    rank_of(other)
    shape: Shape = expand.function(input, other.shape)
    return shape


@rule(*named("view_as reshape_as", "Tensor.{}"), dtype="input")
def view_as(input: Spec, other: Spec) -> Shape:
    """The same elements in the shape of ``other``.

    >>> view_as(Spec((6,)), Spec((2, 3))).shape
    (2, 3)
    """
    rank_of(other)
    return inferred(input, other.shape, argument="other")


@rule("Tensor.repeat", dtype="input")
def repeat(input: Spec, dims: Sizes) -> Shape:
    """``tile``, with a number for each dimension at least.

    >>> repeat(Spec((2, 3)), (4, 1, 2)).shape
    (4, 2, 6)
    """
    known(dims)
    if len(dims) < rank_of(input):
        refuse(
            f"dims must hold a number for each dimension of input {show_shape(input.shape)}, "
            f"got {show_shape(tuple(dims))}",
            argument="dims",
        )
    shape: Shape = tile.function(input, dims)
    return shape


@rule("tile", "Tensor.tile", dtype="input")
def tile(input: Spec, dims: Sizes) -> Shape:
    """Repeat a tensor so many times along each dimension, aligned at the end.

    >>> tile(Spec((2, 3)), (4, 1, 2)).shape
    (4, 2, 6)
    """
    known(dims)
    counts: Sequence[Any] = (*(1,) * (rank_of(input) - len(dims)), *dims)
    sizes = (*(1,) * (len(counts) - len(input.shape)), *input.shape)
    if any(is_known(count) and count < 0 for count in counts):
        refuse(f"dims must be 0 or more, got {tuple(dims)}", argument="dims")
    return tuple(product(pair) for pair in zip(sizes, counts, strict=True))


@rule("flip", "Tensor.flip", dtype="input")
def flip(input: Spec, dims: Sizes) -> Shape:
    """Reverse the order of elements along ``dims``.

    >>> flip(Spec((2, 3)), (0,)).shape
    (2, 3)
    """
    axes_of(input, dims, argument="dims")
    return input.shape


@rule(*named("fliplr", "{}", "Tensor.{}"), dtype="input")
def fliplr(input: Spec) -> Shape:
    """Reverse the order of columns.

    >>> fliplr(Spec((2, 3))).shape
    (2, 3)
    """
    require.rank_at_least(2, "(n, m, *)", input=input)
    return input.shape


@rule(*named("flipud", "{}", "Tensor.{}"), dtype="input")
def flipud(input: Spec) -> Shape:
    """Reverse the order of rows.

    >>> flipud(Spec((2, 3))).shape
    (2, 3)
    """
    require.rank_at_least(1, "(n, *)", input=input)
    return input.shape


@rule(*named("tril triu", "{}", "Tensor.{}", "Tensor.{}_"), dtype="input")
def triangle(input: Spec, diagonal: Dim = 0) -> Shape:
    """The lower or upper triangle of matrices, zeros elsewhere.

    >>> triangle(Spec((3, 3))).shape
    (3, 3)
    """
    if rank_of(input) < 2:
        refuse(f"input must have at least 2 dimensions, got {show_shape(input.shape)}", argument="input")
    return input.shape


@rule("roll", "Tensor.roll", dtype="input")
def roll(input: Spec, shifts: Dim | Sizes, dims: Dim | Sizes | None = None) -> Shape:
    """Move elements along dimensions, those that fall off at the end back in at the front.

    >>> roll(Spec((2, 3)), 1, 0).shape
    (2, 3)
    """
    moved, along = _listed(shifts), _listed(dims)
    if not along and len(moved) != 1:
        refuse(f"shifts must be one int where dims is not given, got {shifts}", argument="shifts")
    for dim in along:
        axis_of(rank_of(input), dim, argument="dims")
    if along and len(moved) != len(along):
        refuse(f"shifts and dims must be equally many, got {shifts} and {dims}", argument="dims")
    return input.shape


def _listed(value: Any) -> Sequence[Any]:
    known(value)
    return value if isinstance(value, (list, tuple)) else [] if value is None else [value]


@rule("narrow", "Tensor.narrow", dtype="input")
def narrow(input: Spec, dim: Dim, start: Dim | Spec, length: Dim) -> Shape:
    """``length`` elements along ``dim``, from ``start`` on.

    >>> narrow(Spec((5, 3)), 0, 1, 2).shape
    (2, 3)
    """
    axis = axis_of_one(input, dim)
    size: Any = input.shape[axis]
    if isinstance(start, Spec) and (fixed_rank(start.shape) or category(start.dtype or "int64") != "int"):
        refuse(f"start must be an int or a 0-dimensional tensor of integers, got {start}", argument="start")
    if isinstance(length, int) and length < 0:
        refuse(f"length must not be negative, got {length}", argument="length")
    if all(isinstance(each, int) for each in (size, start, length)):
        begin: Any = start
        first = begin + size if begin < 0 else begin
        if not 0 <= first <= size or first + length > size:
            refuse(f"{length} from {start} on do not fit dimension {axis}, of size {size}", argument="length")
    return (*input.shape[:axis], length, *input.shape[axis + 1 :])


@rule("select", "Tensor.select", dtype="input")
def select(input: Spec, dim: Dim, index: Dim) -> Shape:
    """The one element at ``index`` along ``dim``, which goes away.

    >>> select(Spec((5, 3)), 0, -1).shape
    (3,)
    """
    axis = axis_of_one(input, dim)
    size: Any = input.shape[axis]
    if isinstance(size, int) and isinstance(index, int) and not -size <= index < size:
        refuse(f"index must be between {-size} and {size - 1} in dimension {axis}, got {index}", argument="index")
    return (*input.shape[:axis], *input.shape[axis + 1 :])
