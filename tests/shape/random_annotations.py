"""Random annotations of jaxtyping, and tensors that fit them or nearly."""

from __future__ import annotations

import random

import torch
from torch import Tensor

from typed_torch.shape.jaxtyping import parse_axes

__all__ = ["CLASSES", "NAMES", "Annotation", "annotation", "tensor_for"]

NAMES = ("a", "b", "c")
CLASSES = ("Float", "Float32", "Int", "Shaped", "Num", "Bool")
DTYPES = (torch.float32, torch.float64, torch.int64, torch.bool)
Annotation = tuple[str, str]


def annotation(choose: random.Random, bound: list[str]) -> Annotation:
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


def tensor_for(choose: random.Random, text: str, sizes: dict[str, int], shapes: dict[str, tuple[int, ...]]) -> Tensor:
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
