"""The rules of einops' functions against einops."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any

import einops
import pytest
import torch

from typed_torch.errors import ShapeError, TensorTypeError
from typed_torch.shape import UNKNOWN, Many, Spec, Symbol
from typed_torch.shape.einops import EINOPS
from typed_torch.shape.ranks import of_any_rank

N, D = Symbol("N"), Symbol("D")
NAMES = ["a", "b_1", "c", "heads"]


def _grouped(names: list[str], choose: random.Random) -> list[list[str]]:
    groups: list[list[str]] = []
    for name in names:
        if groups and choose.random() < 0.35:
            groups[-1].append(name)
        else:
            groups.append([name])
    return groups


def _written(groups: list[list[str]], choose: random.Random) -> str:
    words = [f"({' '.join(group)})" if len(group) > 1 else group[0] for group in groups]
    for word, chance in (("1", 0.15), ("()", 0.1)):
        if choose.random() < chance:
            words.insert(choose.randrange(len(words) + 1), word)
    return " ".join(words)


def _random_call(choose: random.Random) -> tuple[str, tuple[int, ...], str, dict[str, int]]:
    function = choose.choice(["rearrange", "reduce", "repeat"])
    sizes = {name: choose.randrange(1, 5) for name in NAMES[: choose.randrange(2, 5)]}
    names = list(sizes)
    left = _grouped(names, choose)
    mine = choose.sample(names, len(names))
    if function == "reduce":
        mine = mine[: choose.randrange(len(mine)) + 1]
    lengths = {group[0]: sizes[group[0]] for group in left for _ in group[1:2]}
    if function == "repeat":
        mine.insert(choose.randrange(len(mine) + 1), "new")
        lengths["new"] = 3
    for group in left:
        lengths |= {name: sizes[name] for name in group[1:-1]}
    text = _written(left, choose)
    shape = []
    for word in text.replace("(", " ( ").replace(")", " ) ").split():
        if word == "(":
            shape.append(-1)
        elif word == ")":
            inside = shape[len(shape) - 1 - shape[::-1].index(-1) + 1 :]
            shape = [*shape[: len(shape) - len(inside) - 1], torch.Size(inside).numel()]
        else:
            shape.append(1 if word == "1" else sizes[word])
    if choose.random() < 0.3:
        place = choose.randrange(len(shape))
        shape[place] += choose.choice([1, 2])
    if choose.random() < 0.1:
        shape.append(2)
    right = _written(_grouped(mine, choose), choose)
    return function, tuple(shape), f"{text} -> {right}", lengths


def _run(function: str, shape: tuple[int, ...], pattern: str, lengths: dict[str, int]) -> tuple[int, ...] | None:
    reduction = ("sum",) if function == "reduce" else ()
    call: Callable[..., Any] = getattr(einops, function)
    try:
        return tuple(call(torch.zeros(shape), pattern, *reduction, **lengths).shape)
    except (einops.EinopsError, RuntimeError):
        return None


def _ask(function: str, shape: tuple[int, ...], pattern: str, lengths: dict[str, int]) -> tuple[Any, ...] | None:
    try:
        return tuple(EINOPS[function](Spec(shape), pattern, lengths).shape)
    except TensorTypeError:
        return None


def test_rules_give_and_refuse_what_einops_does() -> None:
    choose = random.Random(0)
    calls = [_random_call(choose) for _ in range(400)]
    found = [(_run(*call), _ask(*call), call) for call in calls]
    assert [each for each in found if each[0] != each[1]] == []
    refused = sum(each[0] is None for each in found)
    assert 40 < refused < 300


def test_an_error_of_einsum_names_the_axis_as_the_pattern_does() -> None:
    operands = [Spec((2, 3, 4)), Spec((5, 4))]
    with pytest.raises(ShapeError, match=r"operands\[1\] must have size 2 for 'batch' as before, got 5"):
        EINOPS["einsum"](operands, "batch seq d_model, batch d_model -> batch seq")


@pytest.mark.parametrize("pattern", ["i k, k j -> i j", "...k, ... k -> ...", "b i, b i ->", "a b, b -> a c", "a, a b"])
def test_einsum_is_that_of_einops(pattern: str) -> None:
    for first, second in itertools.product([(2, 3), (3, 3), (3,)], repeat=2):
        try:
            expected = tuple(einops.einsum(torch.zeros(first), torch.zeros(second), pattern).shape)
        except (einops.EinopsError, RuntimeError, ValueError):
            continue
        assert EINOPS["einsum"]([Spec(first), Spec(second)], pattern).shape == expected


def test_sizes_and_any_number_of_them_are_followed() -> None:
    rearrange = EINOPS["rearrange"]
    assert rearrange(Spec((N, D)), "n (h d) -> h n d", {"h": 4}).shape == (4, N, D // 4)
    assert rearrange(Spec((N, UNKNOWN)), "n d -> d n", {}).shape == (UNKNOWN, N)
    several = {"input": Spec((Many("b"), 9)), "pattern": "... (i j) -> ... i j", "lengths": {"i": 3}}
    assert of_any_rank(rearrange, several).shape == (Many("b"), 3, 3)
    with pytest.raises(ShapeError, match=r"9, where the pattern has \(i j\), is not divisible by 2"):
        of_any_rank(rearrange, {**several, "lengths": {"i": 2}})


@pytest.mark.parametrize("reduction", ["sum", "prod", "min", "max", "any", "all"])
@pytest.mark.parametrize("dtype", [torch.bool, torch.int32, torch.float32])
def test_reductions_have_the_dtype_of_einops(reduction: str, dtype: torch.dtype) -> None:
    name = str(dtype).removeprefix("torch.")
    expected = einops.reduce(torch.ones(2, 3, dtype=dtype), "a b -> a", reduction).dtype
    assert EINOPS["reduce"](Spec((2, 3), name), "a b -> a", {}, reduction).dtype == str(expected).removeprefix("torch.")
