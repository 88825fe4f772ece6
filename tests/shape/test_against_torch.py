"""Rules against torch: the same verdict, and the same result, for any shapes."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import typed_torch as tt
from typed_torch.shape import RULES, Spec

SIZES = st.integers(0, 6)
SHAPES = st.lists(SIZES, max_size=5).map(tuple)
DTYPES = st.sampled_from([torch.float32, torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64])


def _verdict(call: Any, *, empty: bool = False) -> Any:
    """What a call returns, or ``None`` where it is refused.

    Computing nothing, torch skips its checks of dtypes; we hold an ``empty`` tensor to them like any other.
    """
    try:
        return call()
    except tt.DTypeError:
        assume(not empty)
        return None
    except (RuntimeError, ValueError, IndexError, ZeroDivisionError):
        return None


TAKES_NOTHING = _verdict(lambda: torch.group_norm(torch.zeros(1, 0), 1)) is not None
"""Whether this torch normalizes no channels or no pixels; we do with every torch, and it does up to 2.14."""


def _empty(result: torch.Tensor | None) -> bool:
    return result is not None and result.numel() == 0


def _spec(tensor: torch.Tensor) -> Spec:
    return Spec(tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."), "cpu")


@pytest.mark.filterwarnings("ignore::typed_torch.TensorTypeWarning")
@settings(max_examples=600)
@given(
    shape=SHAPES,
    num_groups=st.integers(0, 7),
    weight=st.none() | st.tuples(SIZES),
    bias=st.none() | st.tuples(SIZES),
    dtypes=st.tuples(DTYPES, DTYPES, DTYPES),
    fitting=st.booleans(),
)
@example(shape=(1, 6), num_groups=6, weight=None, bias=None, dtypes=(torch.float32,) * 3, fitting=True)
@example(shape=(2, 6), num_groups=6, weight=None, bias=None, dtypes=(torch.float32,) * 3, fitting=True)
def test_group_norm(
    shape: tuple[int, ...], num_groups: int, weight: Any, bias: Any, dtypes: tuple[torch.dtype, ...], fitting: bool
) -> None:
    if fitting and len(shape) > 1:  # steer half of the cases towards legal calls
        weight, bias = (None if p is None else shape[1:2] for p in (weight, bias))
        dtypes = (dtypes[0],) * 3
    tensors = [
        None if s is None else torch.zeros(s, dtype=d) for s, d in zip((shape, weight, bias), dtypes, strict=True)
    ]
    specs = [None if t is None else _spec(t) for t in tensors]

    assume(TAKES_NOTHING or 0 not in shape[1:])
    theirs = _verdict(lambda: torch.nn.functional.group_norm(tensors[0], num_groups, *tensors[1:]))
    ours = _verdict(lambda: RULES["nn.functional.group_norm"](specs[0], num_groups, *specs[1:]), empty=_empty(theirs))
    assert (ours is None) == (theirs is None)
    if theirs is not None:
        assert (ours.shape, ours.dtype) == (theirs.shape, str(theirs.dtype).removeprefix("torch."))
    run_time = _verdict(lambda: tt.nn.functional.group_norm(tensors[0], num_groups, *tensors[1:]))
    assert (run_time is None) == (ours is None)


@settings(max_examples=600)
@given(a=SHAPES, b=SHAPES, dtypes=st.tuples(DTYPES, DTYPES), fitting=st.booleans())
def test_matmul(a: tuple[int, ...], b: tuple[int, ...], dtypes: tuple[torch.dtype, torch.dtype], fitting: bool) -> None:
    if fitting and a and b:
        b = (a[-1],) if len(b) == 1 else (*b[:-2], a[-1], b[-1])
        dtypes = (dtypes[0],) * 2
    x, y = torch.zeros(a, dtype=dtypes[0]), torch.zeros(b, dtype=dtypes[1])
    theirs = _verdict(lambda: torch.matmul(x, y))
    ours = _verdict(lambda: RULES["matmul"](_spec(x), _spec(y)), empty=_empty(theirs))
    assert (ours is None) == (theirs is None)
    if theirs is not None:
        assert (ours.shape, ours.dtype) == (theirs.shape, str(theirs.dtype).removeprefix("torch."))


@settings(max_examples=600)
@given(shapes=st.lists(SHAPES, min_size=1, max_size=4), dim=st.integers(-6, 6), fitting=st.booleans())
@example(shapes=[(0,), (2, 3)], dim=1, fitting=False)
@example(shapes=[(0,), (0,)], dim=0, fitting=False)
def test_cat(shapes: list[tuple[int, ...]], dim: int, fitting: bool) -> None:
    if fitting and shapes[0]:
        axis = dim % len(shapes[0])
        shapes = [(*shapes[0][:axis], *s[:1], *shapes[0][axis + 1 :]) if s else shapes[0] for s in shapes]
    tensors = [torch.zeros(shape) for shape in shapes]
    theirs = _verdict(lambda: torch.cat(tensors, dim))
    ours = _verdict(lambda: RULES["cat"]([_spec(t) for t in tensors], dim))
    assert (ours is None) == (theirs is None)
    if theirs is not None:
        assert ours.shape == theirs.shape
