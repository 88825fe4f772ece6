"""Functions of torch that ask their rule why, once torch has refused."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
import torch

import typed_torch as tt

ZEROS, INTEGERS = torch.zeros(2, 3), torch.zeros(2, dtype=torch.int64)


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: tt.reshape(ZEROS, (4, -1)), tt.ShapeError, "has 6 elements, which do not fit into (4, -1)"),
        (lambda: tt.softmax(ZEROS, 2), tt.ShapeError, "dim must be between -2 and 1, got 2"),
        (lambda: tt.add(ZEROS, torch.zeros(2)), tt.ShapeError, "(2, 3) and (2,) do not broadcast"),
        (lambda: tt.mean(INTEGERS), tt.DTypeError, "must be floating point or complex, got int64"),
        (lambda: tt.linalg.inv(ZEROS), tt.ShapeError, "input must hold square matrices (*, n, n), got (2, 3)"),
        (lambda: tt.fft.rfft(ZEROS, dim=2), tt.ShapeError, "dim must be between -2 and 1, got 2"),
        (lambda: tt.maximum(ZEROS, ZEROS.to("meta")), tt.DeviceError, "must be on cpu like input"),
    ],
)  # fmt: skip
def test_what_torch_refuses_is_refused_in_the_words_of_the_rule(call: Any, kind: Any, words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert words in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_the_error_is_also_caught_as_torch_raises_it() -> None:
    with pytest.raises(IndexError) as caught:
        tt.softmax(torch.zeros(2, 3), 2)
    error = caught.value
    assert isinstance(error, tt.ShapeError)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is tt.ShapeError
    assert (str(again), again.operation, again.argument) == (str(error), error.operation, error.argument)


def test_what_no_rule_sees_is_torchs_own_error() -> None:
    with pytest.raises(TypeError, match="must be Tensor, not str"):
        tt.relu("no tensor")
    with pytest.raises(TypeError, match="missing 1 required positional"):
        tt.relu()


def test_a_call_that_succeeds_is_torchs_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from typed_torch import _arguments

    monkeypatch.setattr(_arguments, "specs_of", lambda _: pytest.fail("the rule was asked"))
    x, out = torch.randn(3, 4), torch.empty(0)
    torch.testing.assert_close(tt.softmax(x, dim=-1), torch.softmax(x, -1))
    assert tt.sum(x, (0, 1), out=out) is out
    assert tt.max(x, 0).indices.shape == (4,)


def test_it_compiles_without_a_graph_break() -> None:
    compiled = torch.compile(lambda x: tt.softmax(tt.relu(x).flatten(1), -1), fullgraph=True, backend="eager")
    x = torch.randn(2, 3, 4)
    torch.testing.assert_close(compiled(x), torch.softmax(torch.relu(x).flatten(1), -1))


def test_it_is_traced_by_fx() -> None:
    graph = torch.fx.symbolic_trace(lambda x: tt.nn.functional.relu(tt.add(x, 1)))
    assert [node.op for node in graph.graph.nodes] == ["placeholder", "call_function", "call_function", "output"]
