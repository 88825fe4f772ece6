"""Validation behind the facades of torch's functions."""

from __future__ import annotations

import gc
from typing import Any

import pytest
import torch

import typed_torch as tt
from typed_torch import _facade


def test_a_facade_gives_torch_own_result() -> None:
    a, b = torch.randn(2, 3, 4), torch.randn(4, 5)
    torch.testing.assert_close(tt.matmul(a, b), torch.matmul(a, b))
    torch.testing.assert_close(tt.matmul(input=a, other=b), torch.matmul(a, b))
    torch.testing.assert_close(tt.cat((a, a), dim=-1), torch.cat((a, a), dim=-1))
    out = torch.empty(0)
    tt.cat([a, a], out=out)
    assert out.shape == (4, 3, 4)


def test_a_facade_validates_a_call_it_has_not_seen_and_repeats_the_error_of_a_bad_one() -> None:
    tt.matmul(torch.zeros(2, 3), torch.zeros(3, 4))
    for _ in range(2):
        with pytest.raises(tt.ShapeError, match="inner dimensions do not match: input has 3 columns, other has 5 rows"):
            tt.matmul(torch.zeros(2, 3), torch.zeros(5, 4))


def test_a_facade_leaves_a_missing_argument_to_torch() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        tt.matmul(torch.zeros(2, 3))


def test_a_facade_compiles_without_a_graph_break() -> None:
    compiled = torch.compile(lambda a, b: tt.cat([tt.matmul(a, b), a]), fullgraph=True, backend="eager", dynamic=True)
    a = torch.randn(3, 3)
    torch.testing.assert_close(compiled(a, a), torch.cat([a @ a, a]))


def test_remembered_calls_do_not_grow_without_bound() -> None:
    known: dict[Any, int] = {}
    for size in range(3 * _facade._MOST_REMEMBERED):
        _facade.remember(known, size, size)
    assert len(known) <= _facade._MOST_REMEMBERED
    assert known[3 * _facade._MOST_REMEMBERED - 1] == 3 * _facade._MOST_REMEMBERED - 1


@pytest.mark.parametrize("change", ["shape", "dtype", "device"])
def test_a_call_that_differs_from_a_remembered_one_is_validated(change: str) -> None:
    a, b = torch.zeros(2, 3), torch.zeros(3, 4)
    tt.matmul(a, b)
    wrong, error = {
        "shape": (torch.zeros(4, 3), tt.ShapeError),
        "dtype": (b.double(), tt.DTypeError),
        "device": (b.to("meta"), tt.DeviceError),
    }[change]
    with pytest.raises(error):
        tt.matmul(a, wrong)
    with pytest.raises(error):
        tt.matmul(a, wrong)


def test_an_option_that_differs_from_a_remembered_one_is_validated() -> None:
    a = torch.zeros(2, 3)
    tt.cat([a, torch.zeros(2, 5)], 1)
    with pytest.raises(tt.ShapeError):
        tt.cat([a, torch.zeros(2, 5)], 0)


def test_nothing_keeps_the_tensors_of_a_call_alive() -> None:
    def live() -> list[torch.Tensor]:
        gc.collect()
        return [thing for thing in gc.get_objects() if issubclass(type(thing), torch.Tensor)]

    x = torch.zeros(2, 8, 3)
    tt.nn.functional.group_norm(x, 2)
    before = {*map(id, live())}
    for size in range(1, 50):
        tt.nn.functional.group_norm(torch.zeros(2, 8, size + 1), 2)
        tt.matmul(torch.zeros(2, size), torch.zeros(size, 2))
    assert [thing for thing in live() if id(thing) not in before] == []
