"""What the names of a call stand for, against jaxtyping's own checks on tensors."""

from __future__ import annotations

import random

import jaxtyping
import pytest
from jaxtyping import AnnotationError, jaxtyped
from random_annotations import NAMES, Annotation, annotation, tensor_for
from torch import Tensor

from typed_torch.shape import UNKNOWN, Many, Refusal, Spec
from typed_torch.shape.jaxtyping import Memo, dtypes_of, parse_axes


def _accepted_by_jaxtyping(annotations: list[Annotation], tensors: list[Tensor]) -> bool | None:
    hints = [getattr(jaxtyping, name)[Tensor, text] for name, text in annotations]
    with jaxtyped("context"):
        try:
            return all(isinstance(tensor, hint) for hint, tensor in zip(hints, tensors, strict=True))
        except (AnnotationError, ZeroDivisionError):
            return None


def _accepted_by_us(annotations: list[Annotation], tensors: list[Tensor]) -> bool:
    memo = Memo()
    for (name, text), tensor in zip(annotations, tensors, strict=True):
        spec = Spec(tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."))
        try:
            memo.check(parse_axes(text), dtypes_of(name), spec, argument="x")
        except Refusal:
            return False
    return True


def test_random_calls_are_accepted_where_jaxtyping_accepts_them() -> None:
    choose = random.Random(0)
    verdicts = {True: 0, False: 0}
    for _ in range(3000):
        bound: list[str] = []
        annotations = [annotation(choose, bound) for _ in range(choose.randrange(1, 4))]
        sizes = {name: choose.randrange(1, 5) for name in NAMES}
        shapes: dict[str, tuple[int, ...]] = {}
        tensors = [tensor_for(choose, text, sizes, shapes) for _, text in annotations]
        theirs = _accepted_by_jaxtyping(annotations, tensors)
        if theirs is None:
            continue
        verdicts[theirs] += 1
        assert _accepted_by_us(annotations, tensors) == theirs, (annotations, [tuple(t.shape) for t in tensors])
    assert min(verdicts.values()) > 300


@pytest.mark.parametrize("hidden", ["size", "rank"])
def test_what_is_not_known_is_never_refused(hidden: str) -> None:
    choose = random.Random(1)
    for _ in range(2000):
        bound: list[str] = []
        annotations = [annotation(choose, bound) for _ in range(choose.randrange(1, 4))]
        sizes = {name: choose.randrange(1, 5) for name in NAMES}
        tensors = [tensor_for(choose, text, sizes, {}) for _, text in annotations]
        if _accepted_by_jaxtyping(annotations, tensors) is not True:
            continue
        memo = Memo()
        for (name, text), tensor in zip(annotations, tensors, strict=True):
            shape = tuple(size if choose.random() < 0.6 else UNKNOWN for size in tensor.shape)
            if hidden == "rank":
                start, end = sorted(choose.choices(range(len(shape) + 1), k=2))
                shape = (*shape[:start], Many(), *shape[end:])
            memo.check(parse_axes(text), dtypes_of(name), Spec(shape), argument="x")


def test_an_error_says_what_a_name_stands_for() -> None:
    memo = Memo()
    memo.check(parse_axes("b 2*b"), None, Spec((3, 6)), argument="x")
    with pytest.raises(Refusal) as caught:
        memo.check(parse_axes("b"), None, Spec((4,)), argument="y")
    assert caught.value.headline == 'y must have shape "b", got (4,): b is 3'
