"""Gradients, which are like what they are by."""

from __future__ import annotations

from typed_torch.shape.rule import rule
from typed_torch.shape.spec import Spec

__all__: list[str] = []


@rule("autograd.grad")
def grad(outputs: Spec, inputs: Spec) -> Spec | tuple[Spec]:
    """The gradient of ``outputs`` by ``inputs``, one tensor, which it is like.

    >>> grad(Spec(()), Spec((2, 3)))[0].shape
    (2, 3)
    """
    return inputs if inputs == Spec() else (inputs,)  # of which nothing is known, such as how many they are
