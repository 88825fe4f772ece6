"""What becomes of calls whose kernels a driver refuses, on a GPU that is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scripts import printed_by

from typed_torch.ops.setting import IS_INTERPRETED

pytestmark = pytest.mark.skipif(IS_INTERPRETED, reason="the interpreter launches nothing")

Calls = list[dict[str, Any]]


@pytest.fixture(scope="module")
def found() -> dict[str, Calls]:
    """What ``failing.py`` prints, run in a process whose driver it replaces."""
    calls: dict[str, Calls] = printed_by("failing.py")
    return calls


def _messages(call: dict[str, Any]) -> list[str]:
    """What it warned of, all at lines of the script."""
    for category, _, filename in call["warnings"]:
        assert category == "FusedKernelWarning"
        assert Path(filename).name == "failing.py"
    return [message for _, message, _ in call["warnings"]]


def test_the_call_that_fails_and_those_like_it_are_atens(found: dict[str, Calls]) -> None:
    failed, again, of_another_size, *_ = found["a_kernel_that_does_not_load"]
    for call in (failed, again, of_another_size):
        assert call["raised"] is None
        assert call["is_of_aten"]
    (message,) = _messages(failed)
    assert message.startswith("group_norm: a fused kernel cannot run on this machine, and ATen runs such calls from")
    assert "forward of float32, float32, float32 on cpu, contiguous, silu" in message
    assert "RuntimeError: Triton Error [CUDA]: pretended (218)" in message
    assert "TYPED_TORCH_FUSED=always" in message
    assert not again["warnings"]
    assert not of_another_size["warnings"]


def test_other_kinds_of_calls_are_still_fused(found: dict[str, Calls]) -> None:
    of_another_dtype = found["a_kernel_that_does_not_load"][3]
    assert (of_another_dtype["launches"], of_another_dtype["raised"]) == (1, None)


def test_another_kind_that_fails_alike_goes_to_aten_without_another_warning(found: dict[str, Calls]) -> None:
    of_another_layout = found["a_kernel_that_does_not_load"][4]
    assert of_another_layout["is_of_aten"]
    assert not of_another_layout["warnings"]


def test_backward_fails_by_itself(found: dict[str, Calls]) -> None:
    failed, again = found["a_backward_that_does_not_launch"]
    (message,) = _messages(failed)
    assert "backward of float32" in message
    assert failed["is_of_aten"]
    assert again["is_of_aten"]
    assert not again["warnings"]


def test_a_compiled_graph_falls_back_in_both_directions(found: dict[str, Calls]) -> None:
    (call,) = found["too_little_shared_memory"]
    forward, backward = _messages(call)
    assert "forward of float64" in forward
    assert "backward of float64" in backward
    assert "OutOfResources: out of resource: shared memory" in forward
    assert call["is_of_aten"]


def test_what_says_nothing_of_a_kernel_is_raised_and_not_remembered(found: dict[str, Calls]) -> None:
    calls = found["what_is_not_the_kernels"]
    assert [call["raised"] for call in calls[::2]] == [f"Triton Error [CUDA]: pretended ({n})" for n in (2, 700, 900)]
    assert [(call["raised"], call["launches"]) for call in calls[1::2]] == [(None, 1)] * 3
    assert not any(call["warnings"] for call in calls)


def test_always_means_that_every_error_is_raised(found: dict[str, Calls]) -> None:
    (call,) = found["everything_under_always"]
    assert call["raised"] == "Triton Error [CUDA]: pretended (218)"
    assert not call["warnings"]
