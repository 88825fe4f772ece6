"""Random signatures of the notation that we share with jaxtyping, random arguments, and everybody's verdict on them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import beartype
import jaxtyping
import torch
from jaxtyping import jaxtyped
from typing_extensions import TypeVarTuple, Unpack

import typed_torch as tt
from typed_torch._hints import pattern_of, spec_of
from typed_torch.errors import TensorTypeError
from typed_torch.shape import Dim, Many, Refusal, Symbol, match
from typed_torch.shape.matching import read

__all__ = ["Case", "cases", "of_checked", "of_plugin", "verdicts"]

NAMES = {name: TypeVar(name, bound=int) for name in ("a", "b", "c")}  # type: ignore[misc]
SEVERAL = {name: TypeVarTuple(name) for name in ("s", "t")}  # type: ignore[misc]
DTYPES: Mapping[str, tuple[Any, Any]] = {
    "Float32": (tt.Float32, jaxtyping.Float32),
    "Floating": (tt.Floating, jaxtyping.Float),
    "Int64": (tt.Int64, jaxtyping.Int64),
    "any": (Any, jaxtyping.Shaped),
}
VALUES = (torch.float32, torch.float32, torch.float64, torch.int64)


@dataclass(frozen=True)
class Case:
    """A signature, each annotation as words of a text and the name of a dtype, and what is passed and returned."""

    parameters: tuple[tuple[tuple[str, ...], str], ...]
    arguments: tuple[torch.Tensor, ...]

    @property
    def ours(self) -> list[Any]:
        """The annotations as ours, the last one of the result."""
        return [tt.Tensor[_shape(dims), DTYPES[dtype][0]] for dims, dtype in self.parameters]

    @property
    def has_several(self) -> bool:
        """Whether ``*s`` is in it, of which mypy and not the plugin's matcher compares what it stands for."""
        return any(word.startswith("*") for words, _ in self.parameters for word in words)

    @property
    def theirs(self) -> list[Any]:
        """The annotations as jaxtyping's."""
        return [DTYPES[dtype][1][torch.Tensor, " ".join(dims)] for dims, dtype in self.parameters]


def _shape(words: tuple[str, ...]) -> Any:
    return tuple[tuple(map(_dimension, words))]  # type: ignore[misc]


def _dimension(word: str) -> Any:
    if word == "...":
        return Unpack[tuple[Any, ...]]
    if word.startswith("*"):
        return Unpack[SEVERAL[word[1:]]]
    return Any if word == "_" else NAMES[word] if word in NAMES else Literal[int(word)]  # type: ignore[valid-type]


def cases(count: int, seed: int = 0) -> Iterator[Case]:
    """``count`` random cases, about half of which fit."""
    chance = random.Random(seed)
    for _ in range(count):
        sizes = {name: chance.randint(1, 3) for name in NAMES} | {
            f"*{name}": [chance.randint(1, 3) for _ in range(chance.randint(0, 2))] for name in SEVERAL
        }
        parameters = tuple((_words(chance), chance.choice(list(DTYPES))) for _ in range(chance.randint(2, 4)))
        yield Case(parameters, tuple(_argument(chance, sizes, *each) for each in parameters))


def _words(chance: random.Random) -> tuple[str, ...]:
    words = chance.choices(["a", "b", "c", "1", "2", "_"], [4, 3, 2, 1, 1, 1], k=chance.randint(0, 3))
    if chance.random() < 0.4:
        words.insert(chance.randint(0, len(words)), chance.choice(["*s", "*t", "..."]))
    return tuple(words)


def _argument(chance: random.Random, sizes: Mapping[str, Any], words: tuple[str, ...], dtype: str) -> torch.Tensor:
    """One that fits, with some chance of one thing wrong."""
    shape: list[int] = []
    for word in words:
        if word.startswith("*"):
            shape.extend(sizes[word])
        elif word == "...":
            shape.extend(chance.choices([1, 2, 3], k=chance.randint(0, 2)))
        else:
            shape.append(sizes.get(word) or (chance.randint(1, 3) if word == "_" else int(word)))
    if shape and chance.random() < 0.12:
        shape[chance.randrange(len(shape))] = chance.randint(0, 4)
    if chance.random() < 0.04:
        shape.append(1)
    fits = torch.int64 if dtype == "Int64" else torch.float32
    return torch.zeros(shape, dtype=chance.choice(VALUES) if chance.random() < 0.15 else fits)


def verdicts(case: Case) -> dict[str, bool]:
    """Whether the call fits, by each decorator over each kind of annotation."""
    return {
        "checked, ours": of_checked(case),
        "checked, jaxtyping's": _fits(tt.checked, case.theirs, case),
        "jaxtyped, ours": _fits(jaxtyped(typechecker=beartype.beartype), case.ours, case),
        "jaxtyped, jaxtyping's": _fits(jaxtyped(typechecker=beartype.beartype), case.theirs, case),
    }


def of_checked(case: Case) -> bool:
    """The verdict of ``checked`` on our annotations."""
    return _fits(tt.checked, case.ours, case)


def _fits(decorate: Callable[[Any], Any], hints: list[Any], case: Case) -> bool:
    *arguments, result = case.arguments
    names = [f"x{index}" for index in range(len(arguments))]
    function = _returning(result)[len(arguments) - 1]
    function.__annotations__ = dict(zip([*names, "return"], hints, strict=True))
    try:
        decorate(function)(*arguments)
    except (TensorTypeError, jaxtyping.TypeCheckError):
        return False
    return True


def _returning(result: torch.Tensor) -> tuple[Callable[..., Any], ...]:
    """Functions of one, two and three arguments, new each time."""

    def one(x0: Any) -> Any:
        return result

    def two(x0: Any, x1: Any) -> Any:
        return result

    def three(x0: Any, x1: Any, x2: Any) -> Any:
        return result

    return one, two, three


def of_plugin(case: Case) -> bool:
    """The verdict of the matcher, asked as the mypy plugin asks it: all arguments are read, then each is matched."""
    patterns = [pattern_of(hint) for hint in case.ours]
    specs = [spec_of(argument) for argument in case.arguments]
    sizes: dict[Symbol, Dim | Many] = {}
    free = {Symbol(name) for name in NAMES}
    try:
        for pattern, spec in zip(patterns, specs, strict=True):
            assert pattern is not None
            read(pattern, spec, sizes, free)
        for pattern, spec in zip(patterns, specs, strict=True):
            assert pattern is not None
            match(pattern, spec, sizes, argument="x", free=free)
    except Refusal:
        return False
    return True
