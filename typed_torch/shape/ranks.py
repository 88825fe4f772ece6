"""Rules over shapes in which a name stands for any number of sizes, such as ``(*Batch, N, D)``.

A rule computes with one rank. So it is asked about several, with sizes of its own for what the name stands for: what
it gives for all of them alike it gives for the name, and what it refuses for all of them is wrong. One name alone
stands for one size at least there: what only no size at all makes right is not what it was written for.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from typed_torch.errors import TensorTypeError
from typed_torch.shape.dims import UNKNOWN, UNKNOWN_SHAPE, Many, Shape, Size, Symbol
from typed_torch.shape.rule import Rule
from typed_torch.shape.sizes import symbols
from typed_torch.shape.spec import Several, Spec

__all__ = ["of_any_rank"]

# How many sizes a name stands for where a result is read, and at most where a call has to be wrong.
_READ = (0, 1, 2, 3)
_HIGHEST = 9
_UNNAMED = Many()
_MOST = 2  # names in one call


def of_any_rank(rule: Rule, values: Mapping[str, Any], *, least: int = 1) -> Any:
    """What ``rule`` returns for ``values``, their open shapes kept open where it can be told.

    Args:
        rule: the rule.
        values: what it computes with.
        least: how many sizes the one name that occurs stands for at least, where the call is to be refused.

    Raises:
        TensorTypeError: the call is wrong whatever the open shapes are.
    """
    found = Spec() if _has_open_sizes(values) else rule(**values)
    if not _is_vague(found):
        return found
    values = _told_apart(values, itertools.count())
    names = list(dict.fromkeys(_open_dims(values)))
    if not 1 <= len(names) <= _MOST:
        return found
    results: list[tuple[Any, dict[Many, Shape]]] = []
    for lengths in itertools.product(_READ, repeat=len(names)):
        sizes = _sizes(names, lengths)
        try:
            results.append((rule(**_filled(values, sizes)), sizes))
        except TensorTypeError:
            if min(lengths) > 1:
                is_one = len(names) == 1 and not _is_unnamed(names[0])
                _refuse_all(rule, values, names, least if is_one else 0)
                if not _is_for_few(rule, values, names):
                    return found
    return _alike(results, found) if results else found


def _has_open_sizes(value: Any) -> bool:
    """Whether sizes that are passed, as in ``x.view(*batch, 3)``, hold a name for any number of them."""
    if isinstance(value, Mapping):
        return any(map(_has_open_sizes, value.values()))
    return isinstance(value, Many) or (type(value) in {list, tuple} and any(map(_has_open_sizes, value)))


def _told_apart(value: Any, numbers: Iterator[int]) -> Any:
    """``value`` with a name for each ``...`` beside which something is known: two are not the same sizes."""
    if isinstance(value, Spec) and _UNNAMED in value.shape and len(value.shape) > 1:
        name = Many(f"...{next(numbers)}")
        return value.with_shape(tuple(name if dim == _UNNAMED else dim for dim in value.shape))
    if value == _UNNAMED:
        return Many(f"...{next(numbers)}")
    return _each(lambda item: _told_apart(item, numbers), value)


def _each(change: Callable[[Any], Any], value: Any) -> Any:
    """A mapping, list or tuple with its items changed; anything else as it is."""
    if isinstance(value, Mapping):
        return {name: change(item) for name, item in value.items()}
    return type(value)(map(change, value)) if type(value) in {list, tuple} else value


def _open_dims(value: Any) -> Iterator[Many]:
    """The names that stand for any number of sizes in ``value``, one after the other."""
    if isinstance(value, Spec):
        yield from (dim for dim in value.shape if isinstance(dim, Many) and dim.name)
    elif isinstance(value, Many) and value.name:
        yield value
    elif isinstance(value, Mapping) or type(value) in {list, tuple}:
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _open_dims(each)


def _is_vague(result: Any) -> bool:
    """Whether a shape in ``result`` is unknown."""
    if isinstance(result, tuple):
        return any(map(_is_vague, result))
    spec = result.each if isinstance(result, Several) else result
    return isinstance(spec, Spec) and _UNNAMED in spec.shape


def _sizes(names: Sequence[Many], lengths: Sequence[int]) -> dict[Many, Shape]:
    """So many sizes for each of ``names``; a single one goes by the name itself, for messages."""
    found: dict[Many, Shape] = {}
    for name, length in zip(names, lengths, strict=True):
        each = [f"*{name.name}"] if length == 1 else [f"{name.name}[{place}]" for place in range(length)]
        found[name] = tuple(UNKNOWN if _is_unnamed(name) else Symbol(text, "any rank") for text in each)
    return found


def _is_unnamed(name: Many) -> bool:
    return name.name.startswith("...")


def _filled(value: Any, sizes: Mapping[Many, Shape]) -> Any:
    if isinstance(value, Spec):
        dims = (sizes.get(dim, (dim,)) if isinstance(dim, Many) else (dim,) for dim in value.shape)
        return value.with_shape(tuple(itertools.chain.from_iterable(dims)))
    if type(value) in {list, tuple}:
        items = (sizes.get(item, (UNKNOWN,)) if isinstance(item, Many) else (_filled(item, sizes),) for item in value)
        return type(value)(itertools.chain.from_iterable(items))
    return _each(lambda item: _filled(item, sizes), value)


def _refuse_all(rule: Rule, values: Mapping[str, Any], names: Sequence[Many], least: int) -> None:
    """Raises the error of a call that is wrong for any number of sizes, from ``least`` on."""
    errors = {}
    for lengths in itertools.product(range(least, _HIGHEST + 1), repeat=len(names)):
        try:
            rule(**_filled(values, _sizes(names, lengths)))
        except TensorTypeError as error:
            errors[lengths] = error
        else:
            return
    raise errors[(1,) * len(names)]


def _is_for_few(rule: Rule, values: Mapping[str, Any], names: Sequence[Many]) -> bool:
    """Whether a call with one name is right for less sizes only than results are read for, and so for all of them."""
    if len(names) > 1:
        return False
    for length in range(_READ[-1], _HIGHEST + 1):
        try:
            rule(**_filled(values, _sizes(names, (length,))))
        except TensorTypeError:
            continue
        return False
    return True


def _alike(results: Sequence[tuple[Any, dict[Many, Shape]]], default: Any) -> Any:
    """What all ``results`` are, names put for sizes again; ``default`` where they are not alike."""
    firsts = [result for result, _ in results]
    first = firsts[0]
    if any(type(each) is not type(first) for each in firsts):
        return default
    if isinstance(first, Spec):
        shape = _shape([(result.shape, sizes) for result, sizes in results])
        return (
            default
            if any(replace(each, shape=()) != replace(first, shape=()) for each in firsts)
            else (first.with_shape(shape))
        )
    if isinstance(first, Several):
        each = _alike([(result.each, sizes) for result, sizes in results], None)
        return default if each is None else Several(each)
    if type(first) is tuple and len({len(each) for each in firsts}) == 1:
        columns = [[(result[place], sizes) for result, sizes in results] for place in range(len(first))]
        of_default = default if isinstance(default, tuple) and len(default) == len(first) else [Spec()] * len(first)
        return tuple(_alike(column, other) for column, other in zip(columns, of_default, strict=True))
    return first if all(each == first for each in firsts) else default


def _shape(shapes: Sequence[tuple[Shape, dict[Many, Shape]]]) -> Shape:
    named = [_named(shape, sizes) for shape, sizes in shapes]
    longest = named[-1]
    if all(shape == _left(longest, sizes) for shape, (_, sizes) in zip(named, shapes, strict=True)):
        is_one = sum(isinstance(dim, Many) for dim in longest) < 2
        return longest if is_one else UNKNOWN_SHAPE
    front = _known_before(named)
    back = min(_known_before([shape[::-1] for shape in named]), min(map(len, named)) - front)
    return (*named[0][:front], _UNNAMED, *named[0][len(named[0]) - back :])


def _left(shape: Shape, sizes: Mapping[Many, Shape]) -> Shape:
    """``shape`` without the names that stand for nothing."""
    return tuple(dim for dim in shape if not isinstance(dim, Many) or sizes.get(dim) != ())


def _named(shape: Shape, sizes: Mapping[Many, Shape]) -> Shape:
    """``shape`` with the names in the place of all their sizes, in order; unknown where only some are left."""
    dims = list(shape)
    for name, run in sizes.items():
        if not run or _is_unnamed(name):
            continue
        for place in range(len(dims) - len(run) + 1):
            if tuple(dims[place : place + len(run)]) == run:
                dims[place : place + len(run)] = [name]
                break
    own = {size for run in sizes.values() for size in run if isinstance(size, Symbol)}
    return tuple(UNKNOWN if isinstance(dim, Size) and own & set(symbols(dim)) else dim for dim in dims)


def _known_before(shapes: Sequence[Shape]) -> int:
    columns = list(zip(*shapes, strict=False))
    known = itertools.takewhile(lambda column: len(set(column)) == 1 and not isinstance(column[0], Many), columns)
    return len(list(known))
