"""The first states of recurrent modules: refused where torch refuses them."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import torch
from torch import nn

from typed_torch.errors import ShapeError, TensorTypeError
from typed_torch.shape import RULES, UNKNOWN, Spec, Symbol

STATES = [(1, 3, 16), (3, 3, 16), (1, 1, 16), (1, 3, 8), (1, 16), (3, 16), (16,), (1, 8)]
MADE = {"input_size": 8, "hidden_size": 16}


def spec(tensor: torch.Tensor) -> Spec:
    return Spec(tuple(tensor.shape), str(tensor.dtype)[6:], "cpu")


def agree(module: nn.Module, input: torch.Tensor, hx: Any, **made: Any) -> None:
    rule = RULES[f"nn.{type(module).__name__}.forward"]
    states = [spec(each) for each in hx] if isinstance(hx, tuple) else spec(hx)
    try:
        module(input, hx)
    except (RuntimeError, ValueError):
        with pytest.raises(TensorTypeError, match=r"(hx|h_0|c_0) must"):
            rule(spec(input), states, **MADE, **made)
    else:
        rule(spec(input), states, **MADE, **made)


@pytest.mark.parametrize("shape", [(3, 5, 8), (5, 8)], ids=["batch", "sample"])
def test_the_first_state_is_like_the_last(shape: tuple[int, ...]) -> None:
    input = torch.zeros(shape)
    for state in STATES:
        agree(nn.GRU(8, 16, batch_first=True), input, torch.zeros(state), batch_first=True)
    for state, of_cell in itertools.product(STATES[:5], repeat=2):
        hx = torch.zeros(state), torch.zeros(of_cell)
        agree(nn.LSTM(8, 16, batch_first=True), input, hx, batch_first=True)
    agree(nn.RNN(8, 16), input, torch.zeros(1, 5, 16).double())


@pytest.mark.parametrize("shape", [(3, 8), (8,)], ids=["batch", "sample"])
def test_so_is_that_of_a_cell(shape: tuple[int, ...]) -> None:
    for state in STATES[4:]:
        agree(nn.GRUCell(8, 16), torch.zeros(shape), torch.zeros(state))
        for of_cell in STATES[4:]:
            agree(nn.LSTMCell(8, 16), torch.zeros(shape), (torch.zeros(state), torch.zeros(of_cell)))


def test_nothing_is_refused_that_may_fit() -> None:
    n, lstm = Symbol("N"), RULES["nn.LSTM.forward"]
    for hx in ([Spec()], [Spec((1, UNKNOWN, 16)), Spec((1, n, 16))], None):
        lstm(Spec((5, n, 8)), hx, **MADE)
    with pytest.raises(ShapeError, match=r"LSTM: c_0 must have shape \(1, N, 16\), got \(1, 5, 16\)"):
        lstm(Spec((5, n, 8)), [Spec((1, n, 16)), Spec((1, 5, 16))], **MADE)
