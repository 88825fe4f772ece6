"""Rules over open shapes say what they say of every rank, and nothing else."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping
from typing import Any

import pytest

from typed_torch.errors import ShapeError
from typed_torch.shape import RULES, UNKNOWN, Many, Spec, Symbol
from typed_torch.shape.ranks import of_any_rank

B, N, D, M = Many("b"), Symbol("N"), Symbol("D"), Symbol("M")
X, Y = Spec((B, N, D)), Spec((B, D, M))


def shape(path: str, **values: Any) -> Any:
    return of_any_rank(RULES[path], values).shape


@pytest.mark.parametrize(
    ("path", "values", "expected"),
    [
        ("matmul", {"input": X, "other": Y}, (B, N, M)),
        ("transpose", {"input": X, "dim0": -1, "dim1": -2}, (B, D, N)),
        ("sum", {"input": X, "dim": -1}, (B, N)),
        ("sum", {"input": X}, ()),
        ("unsqueeze", {"input": X, "dim": -1}, (B, N, D, 1)),
        ("unsqueeze", {"input": X, "dim": 0}, (1, B, N, D)),
        ("cat", {"tensors": [X, X], "dim": -1}, (B, N, 2 * D)),
        ("add", {"input": X, "other": Spec((N, D))}, (B, N, D)),
        ("cat", {"tensors": [Spec(), Spec((4, N, D))], "dim": 1}, (4, UNKNOWN, D)),
        ("cat", {"tensors": [Spec((4, N, UNKNOWN)), Spec((Many(), D))], "dim": 0}, (UNKNOWN, N, D)),
        ("stack", {"tensors": [Spec((N, UNKNOWN)), Spec((Many(), D)), Spec()], "dim": 1}, (N, 3, D)),
        ("nn.functional.linear", {"input": X, "weight": Spec((M, D))}, (B, N, M)),
        ("reshape", {"input": X, "shape": [-1, D]}, (UNKNOWN, D)),
    ],
)
def test_a_name_stays_where_it_is_whole(path: str, values: Mapping[str, Any], expected: tuple[Any, ...]) -> None:
    assert shape(path, **values) == expected


@pytest.mark.parametrize(
    ("path", "values", "expected"),
    [
        ("sum", {"input": X, "dim": 0}, (Many(), D)),
        ("transpose", {"input": X, "dim0": 0, "dim1": 1}, (Many(),)),
        ("matmul", {"input": X, "other": Spec()}, (Many(),)),
        ("add", {"input": X, "other": Spec((Many("c"), N, D))}, (Many(),)),
    ],
)
def test_a_name_is_gone_where_some_of_its_sizes_are(
    path: str, values: Mapping[str, Any], expected: tuple[Any, ...]
) -> None:
    assert shape(path, **values) == expected


def test_what_is_wrong_of_every_rank_is_refused() -> None:
    with pytest.raises(ShapeError, match=r"\(\*b, N, D\) and \(\*b, N\) do not broadcast"):
        shape("add", input=X, other=Spec((B, N)))


def test_what_is_right_of_one_rank_is_not_refused() -> None:
    assert shape("nn.functional.conv2d", input=Spec((B, 3, 8, 8)), weight=Spec((4, 3, 3, 3))) != ()
    assert shape("matmul", input=Spec((B,)), other=Spec((B,))) == ()
    assert shape("add", input=Spec((B, N)), other=Spec((Many("c"),))) == (Many(),)
    assert shape("add", input=Spec((Many(), N)), other=Spec((Many(),))) == (Many(), N)


def test_what_only_no_size_at_all_makes_right_is_refused_unless_that_may_be_meant() -> None:
    lost = {"input": Spec((B, 3)), "other": Spec((B,))}
    with pytest.raises(ShapeError, match=r"\(\*b, 3\) and \(\*b,\) do not broadcast: 3 meets \*b in dimension -1"):
        of_any_rank(RULES["div"], lost)
    assert of_any_rank(RULES["div"], lost, least=0).shape == (3,)


def test_a_call_that_is_right_for_few_ranks_gives_what_it_gives_for_those() -> None:
    assert shape("Tensor.repeat", input=Spec((B, N)), dims=[3, 2, 1])[1:] == (N,)
    assert shape("sum", input=Spec((B, N)), dim=-3) == (UNKNOWN, Many(), N)


def _random_call(choose: random.Random) -> tuple[str, dict[str, Any]]:
    tail = tuple(choose.choice([N, D, 1, 4]) for _ in range(choose.randrange(3)))
    name = choose.choice([B, Many()])
    x = Spec((*choose.choice([(), (3,)]), name, *tail))
    path = choose.choice(["sum", "unsqueeze", "transpose", "squeeze", "flatten", "add", "matmul", "cat", "softmax"])
    dim = choose.randrange(-4, 4)
    if path == "transpose":
        return path, {"input": x, "dim0": dim, "dim1": choose.randrange(-3, 3)}
    if path == "flatten":
        return path, {"input": x, "start_dim": dim}
    if path in {"add", "matmul"}:
        return path, {"input": x, "other": choose.choice([x, Spec(tail), Spec((name, *tail[::-1]))])}
    return path, {"tensors": [x, x], "dim": dim} if path == "cat" else {"input": x, "dim": dim}


def _fits(concrete: tuple[Any, ...], told: tuple[Any, ...], batch: tuple[int, ...]) -> bool:
    """Whether a shape may be what is told of it, the sizes of ``*b`` put in."""
    told = tuple(itertools.chain.from_iterable(batch if dim == B else (dim,) for dim in told))
    place = next((index for index, dim in enumerate(told) if isinstance(dim, Many)), None)
    if place is not None:
        front, back = told[:place], told[place + 1 :]
        if len(concrete) < len(front) + len(back):
            return False
        concrete, told = concrete[:place] + concrete[len(concrete) - len(back) :], front + back
    return len(concrete) == len(told) and all(dim in (UNKNOWN, size) for dim, size in zip(told, concrete, strict=True))


def test_what_is_told_holds_for_every_rank() -> None:
    choose = random.Random(0)
    told = 0
    for _ in range(1500):
        path, values = _random_call(choose)
        batch = tuple(range(11, 11 + choose.randrange(5)))
        filled = {name: _with_batch(value, batch) for name, value in values.items()}
        try:
            concrete = RULES[path](**filled).shape
        except ShapeError:
            continue
        result = of_any_rank(RULES[path], values, least=0).shape
        assert not batch or result == shape(path, **values)
        told += result != (Many(),)
        assert _fits(concrete, result, batch), (path, values, batch, concrete, result)
    assert told > 300


def _with_batch(value: Any, batch: tuple[int, ...]) -> Any:
    if isinstance(value, list):
        return [_with_batch(each, batch) for each in value]
    if not isinstance(value, Spec):
        return value
    return Spec(tuple(itertools.chain.from_iterable(batch if isinstance(d, Many) else (d,) for d in value.shape)))
