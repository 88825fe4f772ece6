"""What the driver is asked to launch, through Triton's own launcher, on a GPU that is not there."""

from __future__ import annotations

from typing import Any

import pytest
from scripts import printed_by

from typed_torch.ops.setting import IS_INTERPRETED

pytestmark = pytest.mark.skipif(IS_INTERPRETED, reason="the interpreter launches nothing")

KERNELS = {
    *(
        f"group_norm_forward_{name}"
        for name in ("resident", "flat", "streamed", "split_moments", "split_merge", "split_apply", "pipelined")
    ),
    *(
        f"group_norm_backward_{name}"
        for name in ("resident", "flat", "streamed", "split_sums", "split_merge", "split_apply", "pipelined")
    ),
    "group_norm_backward_parameter_gradients",
}

Calls = list[list[dict[str, Any]]]


@pytest.fixture(scope="module")
def found() -> dict[str, Calls]:
    """What ``launching.py`` prints, run in a process whose driver it replaces."""
    calls: dict[str, Calls] = printed_by("launching.py")
    return calls


def _one(launched: list[dict[str, Any]]) -> dict[str, Any]:
    (one,) = launched
    return one


def test_a_kernel_that_was_kept_gets_what_triton_gave_it_at_first(found: dict[str, Calls]) -> None:
    calls = [_one(launched) for launched in found["steps"]]
    assert {call["kernel"] for call in calls} == KERNELS
    for at_first, again in zip(calls[::2], calls[1::2], strict=True):
        assert at_first == again
        assert len(at_first["parameters"]) > 4


def test_the_eager_path_launches_what_the_operators_do(found: dict[str, Calls]) -> None:
    calls = [[(one["kernel"], one["function"], one["grid"]) for one in launched] for launched in found["paths"]]
    assert [len(launched) for launched in calls] == [1, 2] * 3
    assert calls[:2] == calls[2:4] == calls[4:]


def test_what_is_not_aligned_has_a_kernel_of_its_own(found: dict[str, Calls]) -> None:
    aligned, not_aligned, *again = [_one(launched)["function"] for launched in found["alignments"]]
    assert aligned != not_aligned
    assert again == [aligned, not_aligned]


def test_parameters_of_another_dtype_and_none_have_kernels_of_their_own(found: dict[str, Calls]) -> None:
    functions = [_one(launched)["function"] for launched in found["dtypes"]]
    assert len(set(functions[:3])) == 3
    assert functions[:3] == functions[3:]
