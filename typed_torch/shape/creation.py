"""New tensors: of a shape, of a range, drawn at random. Without ``dtype`` and ``device`` they are torch's defaults."""

from __future__ import annotations

from typing import Any

from typed_torch.shape import require
from typed_torch.shape.axes import known, rank_of
from typed_torch.shape.dims import UNKNOWN, Dim, Shape, Unknown, fixed_rank, is_known, show_shape
from typed_torch.shape.promotion import DEFAULT
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.spec import Data, Name, Number, Sizes, Spec

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
    known(data)
    held: Any = data
    return new(held.shape, dtype, device, held.dtype) if isinstance(held, Spec) else Spec()


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
def randint(low: Dim, high: Dim | Sizes, size: Sizes | None = None, dtype: Name = None, device: Name = None) -> Spec:
    """Integers from ``low``, or 0, up to ``high``, which is left out; int64.

    >>> str(randint(0, 10, (2, 3)))
    'int64 cpu (2, 3)'
    """
    return new(_shape(high if size is None and isinstance(high, (list, tuple)) else size), dtype, device, "int64")


@rule("arange")
def arange(
    start: Number | Dim, end: Number | Dim | None = None, step: Number | Dim = 1, dtype: Name = None,
    device: Name = None,
) -> Spec:  # fmt: skip
    """Numbers from ``start`` up to ``end``, which is left out; int64 if all three are ints.

    >>> str(arange(2, 10, 3))
    'int64 cpu (3,)'
    """
    first, last = (0, start) if end is None else (start, end)
    numbers: Any = (first, last, step)
    if any(isinstance(number, float) for number in numbers):
        return new((UNKNOWN,), dtype, device)
    if is_known(step) and step == 0:
        refuse("step must not be 0", argument="step")
    length: Any = UNKNOWN if UNKNOWN in numbers else (numbers[1] - numbers[0] + step - 1) // step
    if all(map(is_known, numbers)):
        length = len(range(*numbers))
        if (numbers[1] - numbers[0]) * numbers[2] < 0:
            refuse(f"{last} does not come after {first} in steps of {step}", argument="end")
    return new((length,), dtype, device, "int64" if UNKNOWN not in numbers else None)


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
    are_tensors = any(isinstance(value, Spec) for _, value in bounds)
    return Spec((steps,)) if are_tensors else new((steps,), dtype, device)


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
def multinomial(input: Spec, num_samples: Dim) -> Spec:
    """Draw ``num_samples`` indices by the weights of each row, int64.

    >>> str(multinomial(Spec((2, 10)), 3))
    'int64 (2, 3)'
    """
    require.floating(input=input)
    if rank_of(input) not in (1, 2):
        refuse(f"input must have 1 or 2 dimensions, got {show_shape(input.shape)}", argument="input")
    return Spec((*input.shape[:-1], num_samples), "int64", input.device)
