"""Products of vectors and matrices beside ``matmul``, and with something added."""

from __future__ import annotations

from typing import Any

from typed_torch.shape import require
from typed_torch.shape.axes import axes_of, axis_of_one, known, rank_of
from typed_torch.shape.broadcasting import broadcast
from typed_torch.shape.dims import UNKNOWN, Dim, Shape, differ, is_known, show_dim, show_shape
from typed_torch.shape.promotion import result_dtype
from typed_torch.shape.rule import Undetermined, named, refuse, rule
from typed_torch.shape.spec import Number, Sizes, Spec


def of_vectors(input: Spec, vec2: Spec, **_: object) -> str | None:
    """The promoted dtype of both."""
    return result_dtype(input, vec2)


def of_both(input: Spec, other: Spec, **_: object) -> str | None:
    """The promoted dtype of both."""
    return result_dtype(input, other)


def _ranked(rank: int, layout: str, **tensor: Spec) -> None:
    ((name, spec),) = tensor.items()
    if rank_of(spec) != rank:
        plural = "" if rank == 1 else "s"
        refuse(f"{name} must have {rank} dimension{plural} {layout}, got {show_shape(spec.shape)}", argument=name)


def _inner(columns: Dim | Any, rows: Dim | Any, **tensors: Spec) -> None:
    (first, second) = tensors
    if differ(columns, rows):
        refuse(
            f"inner dimensions do not match: {first} has {show_dim(columns)} columns, {second} has "
            f"{show_dim(rows)} rows",
            argument=second,
        )
    require.same_dtype(**tensors)


@rule(*named("mm", "{}", "Tensor.{}"), "spmm", dtype="input")
def mm(input: Spec, mat2: Spec) -> Shape:
    """Multiply ``(n, k)`` by ``(k, m)`` into ``(n, m)``.

    >>> mm(Spec((3, 4)), Spec((4, 5))).shape
    (3, 5)
    """
    _ranked(2, "(n, k)", input=input)
    _ranked(2, "(k, m)", mat2=mat2)
    _inner(input.shape[1], mat2.shape[0], input=input, mat2=mat2)
    return (input.shape[0], mat2.shape[1])


@rule(*named("bmm", "{}", "Tensor.{}"), dtype="input")
def bmm(input: Spec, mat2: Spec) -> Shape:
    """Multiply ``(b, n, k)`` by ``(b, k, m)`` into ``(b, n, m)``.

    >>> bmm(Spec((10, 3, 4)), Spec((10, 4, 5))).shape
    (10, 3, 5)
    """
    _ranked(3, "(b, n, k)", input=input)
    _ranked(3, "(b, k, m)", mat2=mat2)
    require.size(input.shape[0], 0, "the batch of input", mat2=mat2)  # type: ignore[arg-type]
    _inner(input.shape[2], mat2.shape[1], input=input, mat2=mat2)
    return (*input.shape[:2], mat2.shape[2])


@rule(*named("mv", "{}", "Tensor.{}"), dtype="input")
def mv(input: Spec, vec: Spec) -> Shape:
    """Multiply ``(n, k)`` by ``(k,)`` into ``(n,)``.

    >>> mv(Spec((3, 4)), Spec((4,))).shape
    (3,)
    """
    _ranked(2, "(n, k)", input=input)
    _ranked(1, "(k,)", vec=vec)
    _inner(input.shape[1], vec.shape[0], input=input, vec=vec)
    return input.shape[:1]


@rule(*named("dot vdot", "{}", "Tensor.{}"), dtype="input")
def dot(input: Spec, other: Spec) -> Shape:
    """Multiply two vectors of one size into a number.

    >>> dot(Spec((3,)), Spec((3,))).shape
    ()
    """
    _ranked(1, "(n,)", input=input)
    _ranked(1, "(n,)", other=other)
    require.size(input.shape[0], 0, "the size of input", other=other)  # type: ignore[arg-type]
    require.same_dtype(input=input, other=other)
    return ()


@rule(*named("outer ger", "{}", "Tensor.{}"), dtype=of_vectors)
def outer(input: Spec, vec2: Spec) -> Shape:
    """Multiply each element of one vector by each of another: ``(n,)`` and ``(m,)`` give ``(n, m)``.

    >>> outer(Spec((3,)), Spec((4,))).shape
    (3, 4)
    """
    _ranked(1, "(n,)", input=input)
    _ranked(1, "(m,)", vec2=vec2)
    return input.shape + vec2.shape


@rule(*named("inner", "{}", "Tensor.{}"), dtype=of_both)
def inner(input: Spec, other: Spec) -> Shape:
    """Multiply vectors along the last dimensions of both: ``(*, k)`` and ``(+, k)`` give ``(*, +)``.

    >>> inner(Spec((2, 3)), Spec((4, 3))).shape
    (2, 4)
    """
    if not rank_of(input) or not rank_of(other):
        return input.shape or other.shape
    require.same_dtype(input=input, other=other)
    require.size(input.shape[-1], -1, "the size of the last dimension of input", other=other)  # type: ignore[arg-type]
    return input.shape[:-1] + other.shape[:-1]


@rule(*named("kron", "{}", "Tensor.{}"), dtype=of_both)
def kron(input: Spec, other: Spec) -> Shape:
    """Put ``other`` in place of each element of ``input``, multiplied by it: sizes multiply, aligned at the end.

    >>> kron(Spec((2, 3)), Spec((4, 5))).shape
    (8, 15)
    """
    rank = max(rank_of(input), rank_of(other))
    sizes: Any = zip(
        (1,) * (rank - len(input.shape)) + input.shape, (1,) * (rank - len(other.shape)) + other.shape, strict=True
    )
    return tuple(a * b for a, b in sizes)


@rule("tensordot", dtype="a")
def tensordot(a: Spec, b: Spec, dims: Dim | Sizes = 2) -> Shape:
    """Multiply over dimensions of both: the last ``dims`` of ``a`` and the first of ``b``, or those listed for each.

    >>> tensordot(Spec((3, 4, 5)), Spec((4, 3, 2)), ([1, 0], [0, 1])).shape
    (5, 2)
    """
    require.same_dtype(a=a, b=b)
    of_a, of_b = _contracted(a, b, dims)
    for first, second in zip(of_a, of_b, strict=True):
        x, y = a.shape[first], b.shape[second]
        if differ(x, y) and 1 not in (x, y):
            refuse(
                f"b must have size {show_dim(x)} in dimension {second} like dimension {first} of a, got {show_dim(y)}",
                argument="b",
            )
    kept = [size for axis, size in enumerate(a.shape) if axis not in of_a]
    return (*kept, *(size for axis, size in enumerate(b.shape) if axis not in of_b))


def _contracted(a: Spec, b: Spec, dims: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    known(dims)
    if isinstance(dims, (list, tuple)) and len(dims) == 2:
        if not all(map(is_known, dims)):
            raise Undetermined
        first, second = ([each] if isinstance(each, int) else [*each] for each in dims)
        if len(first) != len(second):
            refuse(f"dims must list as many dimensions of a as of b, got {first} and {second}", argument="dims")
        return (axes_of(a, first, argument="dims"), axes_of(b, second, argument="dims")) if first else ((), ())
    if isinstance(dims, (list, tuple)) and len(dims) != 1:
        refuse(f"dims must be an int or list the dimensions of a and of b, got {dims}", argument="dims")
    count = dims[0] if isinstance(dims, (list, tuple)) else dims
    if not is_known(count):
        raise Undetermined
    rank = rank_of(a)
    if not 0 <= count <= min(rank, rank_of(b)):
        refuse(f"dims must be between 0 and {min(rank, len(b.shape))}, got {count}", argument="dims")
    return tuple(range(rank - count, rank)), tuple(range(count))


@rule(*named("addmm", "{}", "Tensor.{}", "Tensor.{}_"), dtype="input")
def addmm(input: Spec, mat1: Spec, mat2: Spec, beta: Number = 1, alpha: Number = 1) -> Shape:
    """Add ``input``, which broadcasts, to the product of ``(n, k)`` and ``(k, m)``.

    >>> addmm(Spec((5,)), Spec((3, 4)), Spec((4, 5))).shape
    (3, 5)
    """
    _ranked(2, "(n, k)", mat1=mat1)
    _ranked(2, "(k, m)", mat2=mat2)
    _inner(mat1.shape[1], mat2.shape[0], mat1=mat1, mat2=mat2)
    return _added(input, (mat1.shape[0], mat2.shape[1]))


@rule(*named("addmv", "{}", "Tensor.{}", "Tensor.{}_"), dtype="input")
def addmv(input: Spec, mat: Spec, vec: Spec, beta: Number = 1, alpha: Number = 1) -> Shape:
    """Add ``input``, which broadcasts, to the product of ``(n, k)`` and ``(k,)``.

    >>> addmv(Spec((3,)), Spec((3, 4)), Spec((4,))).shape
    (3,)
    """
    _ranked(2, "(n, k)", mat=mat)
    _ranked(1, "(k,)", vec=vec)
    _inner(mat.shape[1], vec.shape[0], mat=mat, vec=vec)
    return _added(input, mat.shape[:1])


@rule(*named("baddbmm", "{}", "Tensor.{}", "Tensor.{}_"), dtype="input")
def baddbmm(input: Spec, batch1: Spec, batch2: Spec, beta: Number = 1, alpha: Number = 1) -> Shape:
    """Add ``input``, which broadcasts, to the products of ``(b, n, k)`` and ``(b, k, m)``.

    >>> baddbmm(Spec((1, 5)), Spec((10, 3, 4)), Spec((10, 4, 5))).shape
    (10, 3, 5)
    """
    return _added(input, _products(batch1, batch2))


@rule(*named("addbmm", "{}", "Tensor.{}"), dtype="input")
def addbmm(input: Spec, batch1: Spec, batch2: Spec, beta: Number = 1, alpha: Number = 1) -> Shape:
    """Add ``input``, which broadcasts, to the sum of the products of ``(b, n, k)`` and ``(b, k, m)``.

    >>> addbmm(Spec((1, 5)), Spec((10, 3, 4)), Spec((10, 4, 5))).shape
    (3, 5)
    """
    return _added(input, _products(batch1, batch2)[1:])


def _products(batch1: Spec, batch2: Spec) -> Shape:
    _ranked(3, "(b, n, k)", batch1=batch1)
    _ranked(3, "(b, k, m)", batch2=batch2)
    require.size(batch1.shape[0], 0, "the batch of batch1", batch2=batch2)  # type: ignore[arg-type]
    _inner(batch1.shape[2], batch2.shape[1], batch1=batch1, batch2=batch2)
    return (*batch1.shape[:2], batch2.shape[2])


def _added(input: Spec, product: Shape) -> Shape:
    rank = rank_of(input)
    found = broadcast(input.shape, product, argument="input")
    if rank > len(product) or any(differ(size, wanted) for size, wanted in zip(found, product, strict=True)):
        refuse(f"input must stretch to {show_shape(product)}, got {show_shape(input.shape)}", argument="input")
    return product


def of_x_and_y(x: Spec, y: Spec, **_: object) -> str | None:
    """The promoted dtype of both."""
    return result_dtype(x, y)


@rule("linalg.vecdot", dtype=of_x_and_y)
def vecdot(x: Spec, y: Spec, dim: Dim = -1) -> Shape:
    """Multiply vectors along ``dim`` into numbers, the two broadcast.

    >>> vecdot(Spec((2, 1, 3)), Spec((4, 3))).shape
    (2, 4)
    """
    rank_of(x)
    rank_of(y)
    shape = broadcast(x.shape, y.shape, argument="y")
    axis = axis_of_one(Spec(shape), dim)
    return (*shape[:axis], *shape[axis + 1 :])


def _crossed(input: Spec, other: Spec, dim: Any) -> Shape:
    if rank_of(input) != rank_of(other):
        refuse(
            f"other must have {rank_of(input)} dimensions like input, got {show_shape(other.shape)}", argument="other"
        )
    require.same_dtype(input=input, other=other)
    shape = broadcast(input.shape, other.shape, argument="other")
    axis = axis_of_one(input, dim)
    for name, each in (("input", input), ("other", other)):
        if differ(each.shape[axis], 3):
            refuse(f"{name} must have size 3 in dimension {axis}, got {show_shape(each.shape)}", argument=name)
    return shape


@rule("linalg.cross", dtype="input")
def cross(input: Spec, other: Spec, dim: Dim = -1) -> Shape:
    """The vector at right angles to two vectors of size 3 along ``dim``, the other dimensions broadcast.

    >>> cross(Spec((2, 3)), Spec((1, 3))).shape
    (2, 3)
    """
    return _crossed(input, other, dim)


@rule(*named("cross", "{}", "Tensor.{}"), dtype="input")
def cross_by_size(input: Spec, other: Spec, dim: Dim | None = None) -> Shape:
    """The vector at right angles to two vectors of size 3, along the first dimension of size 3 without ``dim``.

    >>> cross_by_size(Spec((3, 2)), Spec((3, 2))).shape
    (3, 2)
    """
    if dim is None:
        rank_of(input)
        threes = [axis for axis, size in enumerate(input.shape) if is_known(size) and size == 3]
        if not threes and all(map(is_known, input.shape)):
            refuse(f"input must have a dimension of size 3, got {show_shape(input.shape)}", argument="input")
        before = input.shape[: threes[0]] if threes else input.shape
        known(*before)
        return _crossed(input, other, threes[0] if threes and all(map(is_known, before)) else UNKNOWN)
    return _crossed(input, other, dim)
