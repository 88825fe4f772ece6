"""Losses that torch takes and warns of."""

from __future__ import annotations

import itertools
import warnings

import pytest
import torch
import torch.nn.functional as F

from typed_torch.shape import RULES, Spec
from typed_torch.shape.rule import doubts

SHAPES = [(), (1,), (3,), (1, 1), (3, 1), (1, 3), (3, 3), (3, 1, 3)]


@pytest.mark.parametrize("name", ["mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"])
def test_what_a_rule_doubts_torch_warns_of(name: str) -> None:
    doubted = []
    for input, target in itertools.product(SHAPES, SHAPES):
        with doubts() as found:
            RULES[f"nn.functional.{name}"](Spec(input, "float32"), Spec(target, "float32"))
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            getattr(F, name)(torch.zeros(input), torch.zeros(target))
        assert len(found) <= len(warned), (input, target)
        doubted += [(input, target)] * len(found)
    assert {((3, 1), (3,)), ((3,), (3, 1))} <= {*doubted}
    assert not {((3, 3), (3,)), ((3,), ()), ((3,), (1,)), ((1, 1), (3,))} & {*doubted}


def test_pairs_that_are_asked_for_are_not_doubted() -> None:
    with doubts() as found:
        RULES["nn.functional.mse_loss"](Spec((3, 1), "float32"), Spec((3,), "float32"), reduction="none")
        RULES["nn.functional.mse_loss"](Spec((3, 1, 4), "float32"), Spec((1, 5, 4), "float32"))
    assert not found
