"""Containers of tensors, and what comes later: items of iterators, what is awaited, what callables return."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)  # fmt: skip
from dataclasses import dataclass
from typing import Any, Generic, Literal, NamedTuple, NotRequired, TypedDict, TypeVar

import pytest
import torch
from torch import zeros
from typing_extensions import Unpack

import typed_torch as tt
from typed_torch import Tensor

N = TypeVar("N", bound=int)
M = TypeVar("M", bound=int)
C = TypeVar("C", bound=int)
Vector = Tensor[tuple[N]]


class Batch(NamedTuple):
    images: Tensor[tuple[N, Literal[3]]]
    labels: Tensor[tuple[N]]


class Config(TypedDict):
    mean: Tensor[tuple[C]]
    std: NotRequired[Tensor[tuple[C]]]


@dataclass
class Pair(Generic[N]):
    first: Tensor[tuple[N]]
    second: Tensor[tuple[N]]


@tt.checked
def takes(
    *,
    several: list[Tensor[tuple[N]]] = [],  # noqa: B006
    named: dict[str, Tensor[tuple[N]]] = {},  # noqa: B006
    sequence: Sequence[Tensor[tuple[N]]] = (),
    mapping: Mapping[str, list[Tensor[tuple[N]]]] = {},
    tuples: tuple[Tensor[tuple[N]], ...] = (),
    two: tuple[Tensor[tuple[N]], int] | None = None,
    tail: tuple[int, *tuple[Tensor[tuple[N]], ...]] = (1,),
    batch: Batch | None = None,
    config: Config | None = None,
    pair: Pair[N] | None = None,
    either: Tensor[tuple[N]] | Tensor[tuple[N, N]] | None = None,
    sets: frozenset[Tensor[tuple[N]]] = frozenset(),
    numbers: list[int] | None = None,
    items: Iterable[Tensor[tuple[N]]] = (),
    **options: Unpack[Options],
) -> None: ...


class Options(TypedDict, total=False):
    weight: Tensor[tuple[N]]


a, b = zeros(2), zeros(3)
GOOD: list[dict[str, Any]] = [
    {"several": [a, a]},
    {"named": {"x": a, "y": a}},
    {"sequence": (a, a)},
    {"mapping": {"x": [a]}},
    {"tuples": (a, a, a)},
    {"two": (a, 1)},
    {"tail": (1, a, a)},
    {"batch": Batch(zeros(2, 3), a)},
    {"config": {"mean": a}},
    {"config": {"mean": a, "std": a}},
    {"pair": Pair(a, a)},
    {"either": a},
    {"either": zeros(2, 2)},
    {"either": b, "several": [b]},
    {"sets": frozenset({a})},
    {"numbers": [1, 2]},
    {"items": {1: a}.values()},
    {"weight": a},
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"several": [a, a, b]}, "several[2]"),
    ({"several": (a, a)}, "several"),
    ({"named": {"x": a, "y": b}}, "named['y']"),
    ({"named": {1: a}}, "named.keys()"),
    ({"sequence": [a] * 50 + [b]}, "sequence[50]"),
    ({"mapping": {"x": [a, b]}}, "mapping['x'][1]"),
    ({"tuples": (a, a, b)}, "tuples[2]"),
    ({"two": (a, "1")}, "two[1]"),
    ({"two": (a,)}, "two"),
    ({"tail": (1, a, b)}, "tail[2]"),
    ({"batch": Batch(zeros(2, 3), b)}, "batch.labels"),
    ({"config": {"mean": a, "std": b}}, "config['std']"),
    ({"config": {}}, "config"),
    ({"pair": Pair(a, b)}, "pair.second"),
    ({"either": zeros(2, 3)}, "either"),
    ({"several": [a], "either": b}, "either"),
    ({"sets": frozenset({zeros(2, 2)})}, "sets[0]"),
    ({"numbers": [1] * 100 + ["a"]}, "numbers[100]"),
    ({"several": [a], "weight": b}, "options['weight']"),
]


@pytest.mark.parametrize("given", GOOD, ids=" ".join)
def test_a_container_that_fits_goes_through(given: dict[str, Any]) -> None:
    takes(**given)


@pytest.mark.parametrize(("given", "place"), BAD, ids=lambda value: value if isinstance(value, str) else " ")
def test_an_item_that_does_not_fit_is_refused_where_it_stands(given: dict[str, Any], place: str) -> None:
    for _ in range(5):
        with pytest.raises(tt.TensorTypeError) as caught:
            takes(**given)
        assert caught.value.argument == place


def test_what_is_in_a_result_is_checked() -> None:
    @tt.checked
    def split(x: Tensor[tuple[N, C]], wrong: bool) -> tuple[Tensor[tuple[N]], dict[str, Tensor[tuple[C]]]]:
        return x[:, 0], {"row": x[:, 0] if wrong else x[0]}

    split(zeros(2, 3), False)
    with pytest.raises(tt.ShapeError, match=r"split: result\[1\]\['row'\] must have shape \(3,\), got \(2,\)"):
        split(zeros(2, 3), True)


@tt.checked
def yields(x: Tensor[tuple[N, C]], wrong: int = -1) -> Iterator[Tensor[tuple[C]]]:
    for index, row in enumerate(x):
        yield row[1:] if index == wrong else row


def test_what_a_generator_yields_is_checked() -> None:
    assert inspect.isgeneratorfunction(yields)
    assert len(list(yields(zeros(2, 3)))) == 2
    with pytest.raises(tt.ShapeError, match=r"yields: result\[1\] must have shape \(3,\), got \(2,\)"):
        list(yields(zeros(2, 3), 1))
    with pytest.raises(tt.ShapeError, match="yields: x must have"):
        list(yields(zeros(2)))


def test_a_generator_is_sent_to_thrown_into_closed_and_returns() -> None:
    closed = []

    @tt.checked
    def echo() -> Generator[Tensor[tuple[N]], int, str]:
        sent = 1
        try:
            while sent:
                try:
                    sent = yield zeros(sent * 0 + 2)
                except KeyError:
                    sent = yield zeros(2)
            return "done"
        finally:
            closed.append(True)

    generator = echo()
    next(generator)
    generator.send(2)
    generator.throw(KeyError)
    with pytest.raises(tt.ArgumentTypeError, match=r"what is sent must be int, got str \('a'\)"):
        generator.send("a")  # type: ignore[arg-type]
    generator = echo()
    next(generator)
    with pytest.raises(StopIteration) as stop:
        generator.send(0)
    assert stop.value.value == "done"
    generator = echo()
    next(generator)
    generator.close()
    assert len(closed) >= 2


def test_an_iterator_that_is_returned_or_passed_is_checked_as_it_is_read() -> None:
    @tt.checked
    def rows(x: Tensor[tuple[N, C]]) -> Iterator[Tensor[tuple[N]]]:
        return iter(x)

    @tt.checked
    def total(rows: Iterable[Tensor[tuple[N]]], more: Iterator[Tensor[tuple[N]]]) -> None:
        assert len(list(rows)) + len(list(more)) == 3

    with pytest.raises(tt.ShapeError, match=r"result\[0\]"):
        list(rows(zeros(2, 3)))
    total((a for _ in range(2)), iter([a]))
    with pytest.raises(tt.ShapeError, match=r"rows\[1\]"):
        total(iter([a, b]), iter([a]))
    with pytest.raises(tt.ShapeError, match=r"more\[0\] must have shape \(2,\), got \(3,\)"):
        total(iter([a, a]), iter([b]))


def test_an_iterable_keeps_its_length_and_is_read_again() -> None:
    class Loader:
        name = "loader"

        def __iter__(self) -> Iterator[torch.Tensor]:
            return iter([a, a])

        def __len__(self) -> int:
            return 2

    @tt.checked
    def train(loader: Iterable[Tensor[tuple[N, N]]]) -> None:
        assert len(loader) == 2  # type: ignore[arg-type]
        assert loader.name == "loader"  # type: ignore[attr-defined]
        for _ in range(2):
            with pytest.raises(tt.ShapeError):
                list(loader)

    train(Loader())


def test_a_coroutine_function_stays_one_and_is_checked() -> None:
    @tt.checked
    async def first(x: Tensor[tuple[N, C]], wrong: bool = False) -> Tensor[tuple[C]]:
        await asyncio.sleep(0)
        return x[:, 0] if wrong else x[0]

    @tt.checked
    def later(x: Tensor[tuple[N, C]]) -> Awaitable[Tensor[tuple[N]]]:
        return first(x)

    assert inspect.iscoroutinefunction(first)
    assert asyncio.run(first(zeros(2, 3))).shape == (3,)
    with pytest.raises(tt.ShapeError, match="result must"):
        asyncio.run(first(zeros(2, 3), True))
    with pytest.raises(tt.ShapeError, match="x must"):
        asyncio.run(first(zeros(2)))

    async def wait() -> None:
        await later(zeros(2, 3))

    with pytest.raises(tt.ShapeError, match=r"later: result must have shape \(2,\), got \(3,\)"):
        asyncio.run(wait())


def test_an_asynchronous_generator_stays_one_and_is_checked() -> None:
    @tt.checked
    async def rows(x: Tensor[tuple[N, C]], wrong: bool = False) -> AsyncIterator[Tensor[tuple[C]]]:
        for row in x:
            yield row[1:] if wrong else row

    @tt.checked
    async def echo() -> AsyncGenerator[Tensor[tuple[N]], int]:
        size = 2
        while True:
            try:
                size = yield zeros(size)
            except KeyError:
                size = 2

    async def read(wrong: bool) -> int:
        return len([row async for row in rows(zeros(2, 3), wrong)])

    async def send() -> None:
        items = echo()
        await anext(items)
        assert (await items.asend(2)).shape == (2,)
        assert (await items.athrow(KeyError)).shape == (2,)
        with pytest.raises(tt.ShapeError, match=r"result\[3\]"):
            await items.asend(3)
        await items.aclose()

    assert inspect.isasyncgenfunction(rows)
    assert asyncio.run(read(False)) == 2
    with pytest.raises(tt.ShapeError, match=r"result\[0\]"):
        asyncio.run(read(True))
    asyncio.run(send())


def test_the_result_of_a_callable_is_checked_at_every_call_of_it() -> None:
    @tt.checked
    def apply(call: Callable[[Tensor[tuple[N, C]]], Tensor[tuple[C]]], x: Tensor[tuple[N, C]]) -> Tensor[tuple[C]]:
        return call(x)

    apply(lambda x: x[0], zeros(2, 3))
    apply(torch.nn.Flatten(0), zeros(1, 3))
    with pytest.raises(tt.ShapeError, match=r"apply: the result of call must have shape \(3,\), got \(2,\)"):
        apply(lambda x: x[:, 0], zeros(2, 3))
    with pytest.raises(tt.ArgumentTypeError, match="call must be Callable"):
        apply(3, zeros(2, 3))  # type: ignore[arg-type]


def test_names_that_only_a_callable_has_are_new_at_each_call_of_it() -> None:
    @tt.checked
    def twice(call: Callable[[Tensor[tuple[N]]], Tensor[tuple[N]]]) -> Callable[[Tensor[tuple[N]]], Tensor[tuple[N]]]:
        return lambda x: call(call(x))

    doubled = twice(lambda x: x * 2)
    assert doubled(a).shape == (2,)
    assert doubled(b).shape == (3,)
    with pytest.raises(tt.ShapeError):
        twice(lambda x: x[1:])(a)


def test_callables_in_a_container_are_refused_at_once_since_nothing_could_check_them() -> None:
    with pytest.raises(tt.ArgumentTypeError, match="only checked where they are passed alone"):

        @tt.checked
        def chain(calls: list[Callable[[Tensor[tuple[N]]], Tensor[tuple[N]]]]) -> None: ...

    @tt.checked
    def both(
        calls: tuple[Callable[[Tensor[tuple[N]]], Tensor[tuple[N]]], int], plain: list[Callable[[int], int]]
    ) -> None:
        calls[0](a)

    both((lambda x: x, 1), [abs])
    with pytest.raises(tt.ShapeError, match=r"the result of calls\[0\] must have shape \(2,\), got \(1,\)"):
        both((lambda x: x[1:], 1), [abs])


def test_a_list_that_is_passed_is_the_list_that_arrives() -> None:
    @tt.checked
    def append(to: list[Tensor[tuple[N]]], x: Tensor[tuple[N]]) -> None:
        to.append(x)

    kept: list[Any] = []
    append(kept, a)
    assert len(kept) == 1
