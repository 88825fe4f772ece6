"""The reader of jaxtyping's notation against jaxtyping's own."""

from __future__ import annotations

import random

import jaxtyping
import pytest
from jaxtyping import _array_types
from torch import Tensor

from typed_torch.shape.jaxtyping import NotationError, parse_axes
from typed_torch.shape.jaxtyping.dtypes import CLASSES, dtypes_of

WORDS = ["b", "h", "_", "...", "*b", "#b", "*#b", "#*c", "?n", "4", "#4", "n=4", "rows=cols", "2*t", "h//2", "d-1"]
WORDS += ["_name", "*_", "*_name", "__x", "##b", "**b", "_4", "*4", "?4", "#_", "a,b", "b#", "...x", "?a+b", "_a+b"]
WORDS += ["min(a,b)", "-1", "007", "a=b=c", "é", "*a+b", "#a+b", "", "=", "?", "#", "*"]


def _of_jaxtyping(text: str) -> list[tuple[str, str, bool, bool, bool]] | None:
    try:
        dims = jaxtyping.Shaped[Tensor, text].dims
    except ValueError:
        return None
    return [_described(dim) for dim in dims]


def _described(dim: object) -> tuple[str, str, bool, bool, bool]:
    if dim is _array_types._anonymous_dim:
        return "anonymous", "", False, False, False
    if dim is _array_types._anonymous_variadic_dim:
        return "anonymous", "", True, False, False
    kind, text = {
        "_NamedDim": ("named", "name"),
        "_NamedVariadicDim": ("named", "name"),
        "_FixedDim": ("fixed", "size"),
        "_SymbolicDim": ("computed", "elem"),
    }[type(dim).__name__]
    several = type(dim).__name__ == "_NamedVariadicDim"
    return kind, str(getattr(dim, text)), several, dim.broadcastable, getattr(dim, "treepath", False)  # type: ignore[attr-defined]


def _of_ours(text: str) -> list[tuple[str, str, bool, bool, bool]] | None:
    try:
        axes = parse_axes(text)
    except NotationError:
        return None
    return [(axis.kind.value, axis.text, axis.several, axis.broadcastable, axis.per_leaf) for axis in axes]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_means_what_it_means_to_jaxtyping(word: str) -> None:
    assert _of_ours(word) == _of_jaxtyping(word)


def test_so_do_random_texts() -> None:
    choose = random.Random(0)
    for _ in range(3000):
        if choose.random() < 0.5:
            text = " ".join(choose.choices(WORDS, k=choose.randrange(5)))
        else:
            text = "".join(choose.choices("ab_*#?4=,. +-/(", k=choose.randrange(8)))
        assert _of_ours(text) == _of_jaxtyping(text), repr(text)


def test_every_class_admits_the_dtypes_of_torch_that_jaxtyping_admits() -> None:
    import torch

    names = {str(each).removeprefix("torch.") for each in vars(torch).values() if isinstance(each, torch.dtype)}
    for name in CLASSES:
        theirs = getattr(jaxtyping, name).dtypes
        ours = dtypes_of(name)
        if not isinstance(theirs, (list, tuple)):
            assert ours is None, name
            continue
        admitted = {dtype for dtype in names if any(_admits(each, dtype) for each in theirs)}
        assert (ours or frozenset()) & names == admitted, name


def _admits(pattern: object, dtype: str) -> bool:
    return pattern == dtype if isinstance(pattern, str) else bool(pattern.match(dtype))  # type: ignore[attr-defined]


def test_a_notation_of_jaxtyping_is_a_value_error() -> None:
    with pytest.raises(NotationError, match="separated with spaces"):
        parse_axes("b,c")
