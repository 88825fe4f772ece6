"""Run time and plugin say the same of the same call, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from checkers import CHECKERS, MYPY
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import typed_torch as tt

HEADER = """\
import typed_torch as tt
from typed_torch.nn.functional import group_norm
from typed_torch.nn import GroupNorm
"""
OFFSET = len(HEADER.splitlines()) + 1


def _at_run_time(call: str) -> str | None:
    """The message a call raises, with the plugin's code for it."""
    names: dict[str, Any] = {}
    exec(HEADER, names)
    try:
        eval(call, names)
    except tt.TensorTypeError as error:
        return f"{error}  [{error.code}]"
    return None


def _by_the_plugin(calls: Sequence[str], folder: Path) -> list[list[str]]:
    folder.mkdir()
    (folder / "calls.py").write_text(HEADER + "\n".join(calls) + "\n")
    found = CHECKERS["mypy + plugin"](folder)
    return [found.get(("calls.py", OFFSET + number), []) for number in range(len(calls))]


WRONG = [
    "group_norm(tt.ones(4, 6, 5), 4)",
    "group_norm(tt.ones(4, 6, 5), 0)",
    "group_norm(tt.ones(4, 6, 5), -2)",
    "group_norm(tt.ones(4, 6, 5), True)",
    "group_norm(tt.ones(4, 6, 5), '3')",
    "group_norm(tt.ones(4, 6, 5), 3.0)",
    "group_norm(tt.ones(6), 3)",
    "group_norm(tt.ones(()), 3)",
    "group_norm(tt.ones(4, 6, 5, dtype=tt.int64), 3)",
    "group_norm(tt.ones(4, 6, 5, dtype=tt.complex64), 3)",
    "group_norm(tt.ones(4, 6, 5), 3, tt.ones(5))",
    "group_norm(tt.ones(4, 6, 5), 3, None, tt.ones(6, 1))",
    "group_norm(tt.ones(4, 6, 5), 3, tt.ones(6, dtype=tt.float64))",
    "group_norm(tt.ones(4, 6, 5, dtype=tt.float16), 3, tt.ones(6, dtype=tt.bfloat16))",
    "group_norm(tt.ones(4, 6, 5, dtype=tt.float16), 3, tt.ones(6), tt.ones(6, dtype=tt.float16))",
    "group_norm(tt.ones(4, 6, 5), 3, tt.ones(6, device='meta'))",
    "group_norm(tt.ones(4, 6, 5), 3, {'weight': tt.ones(6), 'bias': tt.ones(5)})",
    "group_norm(tt.ones(4, 6, 5), 3, {'wieght': tt.ones(6)})",
    "group_norm(tt.ones(4, 6, 5), 3, options={'momentum': 1})",
    "group_norm(tt.ones(4, 6, 5), 3, tt.ones(6), options={'weight': tt.ones(6)})",
    "group_norm(tt.ones(4, 6, 5), 3, None, None, 1e-5, {'eps': 1e-5})",
    "group_norm(tt.ones(4, 6, 5), 3, eps=-1e-05)",
    "group_norm(tt.ones(4, 6, 5), 3, eps='small')",
    "group_norm(tt.ones(4, 6, 5), 3, activation='gelu')",
    "group_norm(tt.ones(4, 6, 5), 3, {'activation': 'gelu'})",
    "group_norm(tt.ones(1, 6), 6)",
    "group_norm([1.0], 3)",
    "group_norm(tt.ones(4, 6, 5), 3, [1.0])",
    "GroupNorm(4, 6)",
    "GroupNorm(0, 6)",
    "GroupNorm(2, -6)",
    "GroupNorm(True, 6)",
    "GroupNorm(3, 6, -1.0)",
    "GroupNorm(3, 6)(tt.ones(4, 8, 5))",
    "GroupNorm(3, 6)(tt.ones(6))",
    "tt.matmul(tt.ones(2, 3), tt.ones(4, 5))",
    "tt.matmul(tt.ones(2, 3), tt.ones(()))",
    "tt.matmul(tt.ones(7, 2, 3), tt.ones(6, 3, 5))",
    "tt.matmul(tt.ones(2, 3), tt.ones(3, 5, dtype=tt.float64))",
    "tt.matmul(tt.ones(2, 3), tt.ones(3, 5, device='meta'))",
    "tt.matmul(2, tt.ones(3, 5))",
    "tt.cat([tt.ones(2, 3), tt.ones(2, 4)])",
    "tt.cat([tt.ones(2, 3), tt.ones(2)])",
    "tt.cat([tt.ones(2, 3), tt.ones(2, 3)], 2)",
    "tt.cat([tt.ones(2, 3), tt.ones(2, 3, device='meta')])",
    "tt.cat([tt.ones(()), tt.ones(2)])",
    "tt.cat([])",
    "tt.cat(tt.ones(2, 3))",
]

RIGHT = [
    "group_norm(tt.ones(4, 6, 5), 3)",
    "group_norm(tt.ones(4, 6), 3, tt.ones(6), tt.ones(6), 0.0)",
    "group_norm(tt.ones(4, 6, dtype=tt.bfloat16), 3, {'weight': tt.ones(6), 'bias': tt.ones(6)})",
    "group_norm(tt.ones(4, 6), 2, None, tt.ones(6), 1, {'activation': 'silu'})",
    "group_norm(tt.ones(0, 6), 3)",
    "group_norm(*(tt.ones(4, 6), 3))",
    "GroupNorm(3, 6, activation='silu')(tt.ones(4, 6))",
    "tt.matmul(tt.ones(2, 3), other=tt.ones(3))",
    "tt.cat((tt.ones(2, 3), tt.ones(2, 4)), dim=-1)",
    "tt.cat([tt.ones(2, 3), tt.ones(2, 3, dtype=tt.float64)])",
    "tt.cat([tt.ones(0), tt.ones(2, 3)])",
]


@MYPY
def test_every_designed_message_is_the_same_in_both(scratch: Path) -> None:
    at_run_time = [_at_run_time(call) for call in (*WRONG, *RIGHT)]
    assert all(message is not None for message in at_run_time[: len(WRONG)])
    assert all(message is None for message in at_run_time[len(WRONG) :])
    expected = [[] if message is None else [message] for message in at_run_time]
    assert _by_the_plugin([*WRONG, *RIGHT], scratch / "messages") == expected


SIZES = st.integers(0, 5)
DTYPES = st.sampled_from(["float32", "float32", "float32", "float64", "float16", "int64"])
DEVICES = st.sampled_from(["cpu", "cpu", "cpu", "meta"])


@st.composite
def _tensors(draw: st.DrawFn, shape: st.SearchStrategy[tuple[int, ...]]) -> str:
    size = draw(shape)
    form = draw(st.sampled_from([str(size), str(list(size)), ", ".join(map(str, size)) or "()"]))
    return f"tt.ones({form}, dtype=tt.{draw(DTYPES)}, device='{draw(DEVICES)}')"


SHAPES = st.lists(SIZES, max_size=4).map(tuple)


@st.composite
def _calls(draw: st.DrawFn) -> str:
    channels = draw(SIZES)
    parameters = st.none() | _tensors(st.sampled_from([(channels,), (channels,), (channels,), (5,), (channels, 1)]))
    shape = st.sampled_from([(2, channels), (2, channels, 3), (1, channels, 1), (channels,)]) | SHAPES
    x, groups = draw(_tensors(shape)), draw(st.integers(0, 5))
    # The type of a module holds its channels, not its groups nor the dtype and device of its parameters.
    of_a_module = draw(_tensors(st.sampled_from([(2, channels, 3), (2, channels + 1), (channels,)])))
    w, b = draw(parameters), draw(parameters)
    options = "{" + ", ".join(f"'{name}': {p}" for name, p in (("weight", w), ("bias", b)) if p is not None) + "}"
    return draw(
        st.sampled_from(
            [
                f"group_norm({x}, {groups}, {w}, {b})",
                f"group_norm({x}, num_groups={groups}, bias={b}, weight={w})",
                f"group_norm({x}, {groups}, {options})",
                f"group_norm({x}, {groups}, options={options})",
                f"GroupNorm({groups}, {channels}, affine=False)({of_a_module})",
                f"tt.matmul({x}, {draw(_tensors(SHAPES))})",
                f"tt.cat([{x}, {draw(_tensors(shape))}], {draw(st.integers(-3, 3))})",
            ]
        )
    )


@MYPY
@pytest.mark.filterwarnings("ignore::typed_torch.TensorTypeWarning")
def test_any_call_gets_one_verdict(scratch: Path) -> None:
    different: dict[str, None] = {}

    @settings(max_examples=500, phases=[Phase.generate], database=None)  # mypy is asked once, of all of them
    @given(call=_calls())
    def collect(call: str) -> None:
        different[call] = None

    collect()
    calls = [*different]
    assert len(calls) > 240
    for call, static in zip(calls, _by_the_plugin(calls, scratch / "calls"), strict=True):
        dynamic = _at_run_time(call)
        # `GroupNorm(4, 6)(x)` is two calls: the run time stops at the first error, the plugin goes on.
        assert dynamic in static if static else dynamic is None, (call, static, dynamic)
