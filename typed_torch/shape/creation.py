"""New tensors: of a shape, of a range, drawn at random. Without ``dtype`` and ``device`` they are torch's defaults."""

from __future__ import annotations

from typing import Any

from typed_torch.shape import require
from typed_torch.shape.axes import known
from typed_torch.shape.dims import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    Dim,
    Shape,
    Unknown,
    fixed_rank,
    is_known,
    show_dim,
    show_shape,
)
from typed_torch.shape.elementwise import stretched
from typed_torch.shape.promotion import DEFAULT, category
from typed_torch.shape.rule import Undetermined, named, refuse, rule
from typed_torch.shape.sizes import surely_less
from typed_torch.shape.spec import Data, Name, Number, Operand, Sizes, Spec

__all__ = ["new"]

_DEFAULT_DEVICE = "cpu"


def new(shape: Shape, dtype: Any, device: Any, default: str | None = DEFAULT) -> Spec:
    """A tensor of ``shape``; what is given but not known is not claimed."""
    return Spec(
        shape,
        default if dtype is None else None if dtype is UNKNOWN else dtype,
        _DEFAULT_DEVICE if device is None else None if device is UNKNOWN else device,
    )


def _shape(size: Any, argument: str = "size") -> Shape:
    known(size)
    if any(is_known(each) and each < 0 for each in size):
        refuse(f"{argument} must hold sizes of 0 or more, got {show_shape(tuple(size))}", argument=argument)
    return tuple(size)


@rule(*named("zeros ones empty rand randn", "{}"))
def zeros(size: Sizes, dtype: Name = None, device: Name = None) -> Spec:
    """A tensor of ``size``.

    >>> str(zeros((2, 3)))
    'float32 cpu (2, 3)'
    """
    return new(_shape(size), dtype, device)


@rule("tensor")
def tensor(data: Data | Unknown, dtype: Name = None, device: Name = None) -> Spec:
    """A tensor of numbers in nested lists; ints give int64, floats the default dtype.

    >>> str(tensor(Spec((2, 3), "int64")))
    'int64 cpu (2, 3)'
    """
    if not isinstance(data, Spec):  # perhaps a tensor, which says its device
        return new(UNKNOWN_SHAPE, dtype, UNKNOWN if device is None else device, None)
    return new(data.shape, dtype, device, data.dtype)


@rule("full")
def full(size: Sizes, fill_value: Number | Unknown, dtype: Name = None, device: Name = None) -> Spec:
    """A tensor of ``size`` that holds one value, whose kind decides the dtype.

    >>> str(full((2, 3), 1))
    'int64 cpu (2, 3)'
    """
    return new(_shape(size), dtype, device, _dtype_of(fill_value))


def _dtype_of(*numbers: Any) -> str | None:
    if any(number is UNKNOWN for number in numbers):
        return None
    kinds = {bool: "bool", int: "int64", float: DEFAULT, complex: "complex64"}
    order = list(kinds)
    greatest = max((order.index(type(number)) if type(number) in kinds else 1 for number in numbers), default=2)
    return kinds[order[greatest]]


@rule("randint")
def randint(
    low: Dim = 0, high: Dim | Sizes | None = None, size: Sizes | None = None, dtype: Name = None, device: Name = None
) -> Spec:
    """Integers from ``low``, or 0, up to ``high``, which is left out; int64.

    >>> str(randint(0, 10, (2, 3)))
    'int64 cpu (2, 3)'
    """
    given = high if size is None and isinstance(high, (list, tuple)) else size
    if given is None:
        raise Undetermined
    return new(_shape(given), dtype, device, "int64")


@rule("arange")
def arange(
    start: Number | Dim | None = None, end: Number | Dim | None = None, step: Number | Dim = 1, dtype: Name = None,
    device: Name = None,
) -> Spec:  # fmt: skip
    """Numbers from ``start`` up to ``end``, which is left out; int64 if all three are ints.

    >>> str(arange(2, 10, 3))
    'int64 cpu (3,)'
    """
    first, last = (0, start) if end is None else (0 if start is None else start, end)
    if last is None:
        raise Undetermined
    numbers: Any = (first, last, step)
    if any(isinstance(number, float) for number in numbers):
        return new((UNKNOWN,), dtype, device)
    if is_known(step) and step == 0:
        refuse("step must not be 0", argument="step")
    length: Any = UNKNOWN if UNKNOWN in numbers else _steps(*numbers)
    if all(map(is_known, numbers)):
        length = len(range(*numbers))
        if (numbers[1] - numbers[0]) * numbers[2] < 0:
            refuse(f"{last} does not come after {first} in steps of {step}", argument="end")
    return new((length,), dtype, device, "int64" if UNKNOWN not in numbers else None)


def _steps(start: Any, end: Any, step: Any) -> Any:
    """How many steps from ``start`` there are before ``end``; one of an unknown sign goes up."""
    if surely_less(step, 0, least=1):
        start, end, step = -start, -end, -step
    return (end - start + step - 1) // step


@rule("linspace")
def linspace(
    start: Number | Unknown, end: Number | Unknown, steps: Dim, dtype: Name = None, device: Name = None
) -> Spec:
    """As many numbers as ``steps`` from ``start`` to ``end``, both included.

    >>> str(linspace(0, 1, 5))
    'float32 cpu (5,)'
    """
    bounds: tuple[tuple[str, Any], ...] = (("start", start), ("end", end))  # which may be tensors of no dimensions
    for name, value in bounds:
        if isinstance(value, Spec) and fixed_rank(value.shape):
            refuse(f"{name} must be a number or a 0-dimensional tensor, got {value}", argument=name)
    require.not_negative(steps=steps)
    tensors = [value for _, value in bounds if isinstance(value, Spec)]
    found = new((steps,), dtype, device)
    if not tensors:
        return found
    is_real = all(each.dtype is not None and category(each.dtype) != "complex" for each in tensors)
    return Spec(
        found.shape, found.dtype if is_real or dtype is not None else None, None if device is None else found.device
    )


@rule("eye")
def eye(n: Dim, m: Dim | None = None, dtype: Name = None, device: Name = None) -> Spec:
    """Ones on the diagonal, zeros elsewhere.

    >>> str(eye(3))
    'float32 cpu (3, 3)'
    """
    require.not_negative(n=n)
    return new((n, n if m is None else m), dtype, device)


@rule(*named("zeros_like ones_like empty_like rand_like randn_like", "{}"))
def like(input: Spec, dtype: Name = None, device: Name = None) -> Spec:
    """A tensor of the shape, dtype and device of ``input``, but for those that are given.

    >>> str(like(Spec((2, 3), "float64", "cuda")))
    'float64 cuda (2, 3)'
    """
    found = new(input.shape, dtype, device, input.dtype)
    return found if device is not None else Spec(found.shape, found.dtype, input.device)


@rule("full_like")
def full_like(input: Spec, fill_value: Number | Unknown, dtype: Name = None, device: Name = None) -> Spec:
    """A tensor like ``input`` that holds one value.

    >>> str(full_like(Spec((2, 3), "float64", "cuda"), 1))
    'float64 cuda (2, 3)'
    """
    found: Spec = like.function(input, dtype, device)
    return found


@rule(*named("new_zeros new_ones new_empty", "Tensor.{}"))
def new_zeros(input: Spec, size: Sizes, dtype: Name = None, device: Name = None) -> Spec:
    """A tensor of ``size`` with the dtype and device of ``input``, but for those that are given.

    >>> str(new_zeros(Spec((2, 3), "float64", "cuda"), (4,)))
    'float64 cuda (4,)'
    """
    found: Spec = like.function(input.with_shape(_shape(size)), dtype, device)
    return found


@rule("multinomial", "Tensor.multinomial")
def multinomial(input: Spec, num_samples: Dim, replacement: bool | Unknown = False) -> Spec:
    """Draw ``num_samples`` indices by the weights of each row, each once at most unless with ``replacement``; int64.

    >>> str(multinomial(Spec((2, 10)), 3))
    'int64 (2, 3)'
    """
    require.floating(input=input)
    require.rank(1, 2, input=input)
    require.positive(num_samples=num_samples)
    if replacement is False and surely_less(input.dim(-1), num_samples):
        refuse(
            f"num_samples must be at most {show_dim(input.dim(-1))}, as many as there are, got {num_samples}",
            argument="num_samples", way_out="or draw with replacement=True",
        )  # fmt: skip
    return Spec((*input.shape[:-1], num_samples), "int64", input.device)


@rule("randperm")
def randperm(n: Dim, dtype: Name = None, device: Name = None) -> Spec:
    """The numbers from 0 up to ``n``, which is left out, in random order; int64.

    >>> str(randperm(8))
    'int64 cpu (8,)'
    """
    require.not_negative(n=n)
    return new((n,), dtype, device, "int64")


@rule("logspace")
def logspace(
    start: Number | Unknown, end: Number | Unknown, steps: Dim, base: float | Unknown = 10.0, dtype: Name = None,
    device: Name = None,
) -> Spec:  # fmt: skip
    """As many numbers as ``steps`` from ``base`` to the ``start`` to ``base`` to the ``end``, both included.

    >>> str(logspace(0, 3, 4))
    'float32 cpu (4,)'
    """
    found: Spec = linspace.function(start, end, steps, dtype, device)
    return found


@rule("normal")
def normal(
    mean: Operand, std: Operand = 1.0, size: Sizes | None = None, dtype: Name = None, device: Name = None
) -> Spec:
    """Draw from the normal distribution: a tensor of ``size``, or a number for each of ``mean`` and ``std``.

    >>> str(normal(0.0, 1.0, (2, 3)))
    'float32 cpu (2, 3)'
    """
    tensors = [each for each in (mean, std) if isinstance(each, Spec)]
    if not tensors:
        return new(_shape(size), dtype, device)
    if len(tensors) == 1:
        return tensors[0]
    shape, dtypes = stretched(*tensors), {each.dtype for each in tensors}
    devices = {each.device for each in tensors}
    return Spec(shape, dtypes.pop() if len(dtypes) == 1 else None, devices.pop() if len(devices) == 1 else None)


@rule("triu_indices")
def triu_indices(row: Dim, col: Dim, offset: Dim = 0, dtype: Name = None, device: Name = None) -> Spec:
    """Rows and columns of the elements on and above a diagonal of a matrix of ``row`` by ``col``, int64 ``(2, k)``.

    >>> str(triu_indices(4, 4, offset=1))
    'int64 cpu (2, 6)'
    """
    return _triangle(row, col, offset, dtype, device)


@rule("tril_indices")
def tril_indices(row: Dim, col: Dim, offset: Dim = 0, dtype: Name = None, device: Name = None) -> Spec:
    """Rows and columns of the elements on and below a diagonal of a matrix of ``row`` by ``col``, int64 ``(2, k)``.

    >>> str(tril_indices(4, 3))
    'int64 cpu (2, 9)'
    """
    is_known_offset = is_known(offset)
    return _triangle(col, row, -offset if is_known_offset else offset, dtype, device)


def _triangle(row: Any, col: Any, offset: Any, dtype: Any, device: Any) -> Spec:
    require.not_negative(row=row)
    require.not_negative(col=col)
    count: Any = UNKNOWN
    if all(map(is_known, (row, col, offset))):
        count = sum(min(max(col - each - offset, 0), col) for each in range(row))
    elif is_known(offset) and offset in (0, 1) and row == col and row is not UNKNOWN:
        count = row * (row + 1 - 2 * offset) // 2
    return new((2, count), dtype, device, "int64")


@rule("randint_like")
def randint_like(
    input: Spec, low: Dim | Spec, high: Dim | None = None, dtype: Name = None, device: Name = None
) -> Spec:
    """Integers from ``low``, or 0, up to ``high``, which is left out, in a tensor like ``input``.

    >>> str(randint_like(Spec((2, 3), "int64", "cpu"), 10))
    'int64 cpu (2, 3)'
    """
    found: Spec = like.function(input, dtype, device)
    return found


@rule("Tensor.new_full")
def new_full(input: Spec, size: Sizes, fill_value: Number | Unknown, dtype: Name = None, device: Name = None) -> Spec:
    """A tensor of ``size`` that holds one value, with the dtype and device of ``input``, but for those that are given.

    >>> str(new_full(Spec((2, 3), "float64", "cuda"), (4,), 1))
    'float64 cuda (4,)'
    """
    found: Spec = new_zeros.function(input, size, dtype, device)
    return found


@rule("Tensor.new_tensor")
def new_tensor(input: Spec, data: Data | Unknown, dtype: Name = None, device: Name = None) -> Spec:
    """A tensor of numbers in nested lists, of the dtype of ``input`` and on its device.

    >>> str(new_tensor(Spec((2, 3), "float64", "cuda"), Spec((4,), "int64")))
    'float64 cuda (4,)'
    """
    known(data)
    held: Any = data
    if not isinstance(held, Spec):
        return Spec()
    found: Spec = like.function(input.with_shape(held.shape), dtype, device)
    return found
