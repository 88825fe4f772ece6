"""What the names of a call stand for, against jaxtyping's own checks on tensors."""

from __future__ import annotations

import random

import jaxtyping
import pytest
import torch
from jaxtyping import AnnotationError, jaxtyped
from torch import Tensor

from typed_torch.shape import UNKNOWN, Many, Refusal, Spec
from typed_torch.shape.jaxtyping import Memo, dtypes_of, parse_axes

NAMES = ("a", "b", "c")
CLASSES = ("Float", "Float32", "Int", "Shaped", "Num", "Bool")
DTYPES = (torch.float32, torch.float64, torch.int64, torch.bool)
Annotation = tuple[str, str]


def _annotation(choose: random.Random, bound: list[str]) -> Annotation:
    """A class and a text whose expressions use names that texts before it, or words before them, have bound."""
    words: list[str] = []
    here = list(bound)
    has_several = False
    for _ in range(choose.randrange(5)):
        kind = choose.choice(["name", "name", "name", "fixed", "broadcast", "anonymous", "several", "computed"])
        name = choose.choice(NAMES)
        if kind == "several" and not has_several:
            words.append(choose.choice([f"*{name}", "...", f"*#{name}"]))
            has_several = True
        elif kind == "name":
            words.append(name)
            if not has_several:  # what stands behind is looked at in another order
                here.append(name)
        elif kind == "computed" and here:
            name = choose.choice(here)
            words.append(choose.choice([f"2*{name}", f"{name}//2", f"{name}-1", f"{name}+{choose.choice(here)}"]))
        elif kind == "broadcast":
            words.append(choose.choice([f"#{name}", "#2"]))
        elif kind == "anonymous":
            words.append("_")
        else:
            words.append(choose.choice(["1", "2", f"{name}=3"]))
    bound[:] = here
    return choose.choice(CLASSES), " ".join(words)


def _tensor(choose: random.Random, text: str, sizes: dict[str, int], shapes: dict[str, tuple[int, ...]]) -> Tensor:
    """A tensor that fits ``text``, or nearly."""
    shape: list[int] = []
    for axis in parse_axes(text):
        if axis.several:
            shape += shapes.setdefault(axis.text, tuple(choose.choices([1, 2, 3], k=choose.randrange(3))))
        elif axis.kind.value == "named":
            shape.append(1 if axis.broadcastable and choose.random() < 0.3 else sizes[axis.text])
        elif axis.kind.value == "computed":
            shape.append(max(0, int(eval(axis.text, {}, dict(sizes)))))
        else:
            shape.append(int(axis.text) if axis.text else choose.randrange(4))
    if choose.random() < 0.3 and shape:
        shape[choose.randrange(len(shape))] = choose.randrange(1, 5)
    if choose.random() < 0.05:
        shape.append(2)
    dtype = choose.choice(DTYPES) if choose.random() < 0.3 else torch.float32
    return torch.zeros(shape, dtype=dtype)


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
        annotations = [_annotation(choose, bound) for _ in range(choose.randrange(1, 4))]
        sizes = {name: choose.randrange(1, 5) for name in NAMES}
        shapes: dict[str, tuple[int, ...]] = {}
        tensors = [_tensor(choose, text, sizes, shapes) for _, text in annotations]
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
        annotations = [_annotation(choose, bound) for _ in range(choose.randrange(1, 4))]
        sizes = {name: choose.randrange(1, 5) for name in NAMES}
        tensors = [_tensor(choose, text, sizes, {}) for _, text in annotations]
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
