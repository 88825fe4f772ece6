"""ATen in place of the fused kernels: the definition's results, and the tensors that the kernels' operators promise."""

from __future__ import annotations

import itertools

import pytest
import torch
from kernel_cases import DTYPES, case, error, plainly, reference, tolerance

from typed_torch.ops._group_norm import aten, fallback, results

Shape = tuple[int, ...]
SHAPES: list[tuple[Shape, bool]] = [
    ((2, 64), False), ((3, 8, 7), False), ((2, 8, 6, 5), False), ((2, 8, 6, 5), True), ((2, 8, 3, 2, 5), True),
]  # fmt: skip


def _described(tensors: tuple[torch.Tensor, ...]) -> list[tuple[torch.Size, torch.dtype, tuple[int, ...]]]:
    return [(t.shape, t.dtype, t.stride()) for t in tensors]


@pytest.mark.parametrize("activation", [None, "silu"])
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize(("shape", "channels_last"), SHAPES)
def test_results_gradients_and_statistics(
    shape: Shape, channels_last: bool, dtype: torch.dtype, activation: str | None, everywhere: str
) -> None:
    x, w, b, dy = case(shape, dtype, torch.device(everywhere), channels_last)
    memory_format = aten.layout_of(x)
    found = fallback.forward(x, 4, w, b, 1e-5, activation)
    assert _described(found) == _described(results.outputs(x, 4, memory_format))
    expected = reference(x, 4, w, b, dy, activation=activation)
    y, mean, rstd = found
    assert error(y, expected["y"]) <= tolerance(dtype)
    grouped = x.cpu().double().reshape(shape[0], 4, -1)
    deviation = (grouped.var(-1, correction=0) + 1e-5).rsqrt()
    for statistic, value in ((mean, grouped.mean(-1)), (rstd, deviation)):
        assert error(statistic, value) <= tolerance(aten.statistics_dtype(x))

    mask = [True, True, True]
    gradients = fallback.backward(dy, x, 4, w, b, mean, rstd, 1e-5, activation, mask)
    assert _described(gradients) == _described(results.gradients(x, w, b, mask, memory_format))
    for name, gradient in zip(("dx", "dw", "db"), gradients, strict=True):
        assert error(gradient, expected[name]) <= tolerance(dtype), name


@pytest.mark.parametrize("mask", list(itertools.product([False, True], repeat=3)), ids=str)
@pytest.mark.parametrize("has", list(itertools.product([False, True], repeat=2)), ids=str)
def test_only_the_gradients_asked_for(has: tuple[bool, bool], mask: tuple[bool, bool, bool], everywhere: str) -> None:
    x, w, b, dy = case((2, 8, 6, 5), torch.float64, torch.device(everywhere))
    weight, bias = (t if present else None for t, present in zip((w, b), has, strict=True))
    _, mean, rstd = fallback.forward(x, 4, weight, bias, 1e-5, "silu")
    found = fallback.backward(dy, x, 4, weight, bias, mean, rstd, 1e-5, "silu", mask)
    expected = reference(x, 4, weight, bias, dy, activation="silu")
    for name, is_wanted, gradient in zip(("dx", "dw", "db"), mask, found, strict=True):
        if is_wanted and name in expected:
            assert error(gradient, expected[name]) <= tolerance(torch.float64), name
        else:
            assert gradient.shape == (0,)


def test_half_precision_with_float32_parameters(everywhere: str) -> None:
    x, w, b, dy = case((2, 8, 6, 5), torch.bfloat16, torch.device(everywhere))
    w, b = w.float() * 1.001, b.float() * 1.001
    y, mean, rstd = fallback.forward(x, 4, w, b, 1e-5, None)
    _, dw, db = fallback.backward(dy, x, 4, w, b, mean, rstd, 1e-5, None, [True, True, True])
    expected = reference(x, 4, w, b, dy)
    assert (y.dtype, dw.dtype, db.dtype) == (torch.bfloat16, torch.float32, torch.float32)
    assert error(dw, expected["dw"]) <= tolerance(torch.float32)
    assert error(db, expected["db"]) <= tolerance(torch.float32)


def test_backward_takes_the_statistics_it_is_given() -> None:
    x, w, b, dy = case((2, 8, 6), torch.float64, torch.device("cpu"))
    y, mean, rstd = fallback.forward(x, 4, w, b, 1e-5, None)
    assert error(y, plainly(x, 4, w, b, 1e-5, None)) <= tolerance(torch.float64)
    once, twice = (
        fallback.backward(dy, x, 4, w, b, mean, factor * rstd, 1e-5, None, [False, True, False])[1] for factor in (1, 2)
    )
    torch.testing.assert_close(2 * once, twice)
