"""PyTorch's own samples for ``nn.functional.group_norm`` (``op_db``), run through our function."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.opinfo.core import ErrorInput, OpInfo, SampleInput

import typed_torch as tt
from typed_torch.nn.functional import group_norm
from typed_torch.ops.setting import IS_INTERPRETED

(OP_INFO,) = (info for info in op_db if info.name == "nn.functional.group_norm")
assert isinstance(OP_INFO, OpInfo)

FLOATING = [torch.float16, torch.bfloat16, torch.float32, torch.float64]


def _samples(kind: str, dtype: torch.dtype) -> Iterator[SampleInput]:
    samples = getattr(OP_INFO, kind)("cpu", dtype, requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from samples


def _doubled(value: Any) -> Any:
    return value.double() if isinstance(value, torch.Tensor) else value


def _expected(sample: SampleInput) -> torch.Tensor:
    """What torch computes; for the fused kernels, which round half precision once only, computed in float64."""
    if IS_INTERPRETED and sample.input.dtype in (torch.float16, torch.bfloat16):
        arguments = map(_doubled, (sample.input, *sample.args))
        result: torch.Tensor = OP_INFO.op(*arguments, **{k: _doubled(v) for k, v in sample.kwargs.items()})
        return result.to(sample.input.dtype)
    return OP_INFO.op(sample.input, *sample.args, **sample.kwargs)


@pytest.mark.filterwarnings("ignore::typed_torch.TensorTypeWarning")
@pytest.mark.parametrize("dtype", FLOATING, ids=str)
@pytest.mark.parametrize(("kind", "least"), [("sample_inputs", 21), ("reference_inputs", 33)])
def test_values_and_gradients_are_torch_own(kind: str, least: int, dtype: torch.dtype) -> None:
    seen = 0
    for sample in _samples(kind, dtype):
        seen += 1
        if sample.kwargs.get("eps", 0) < 0:
            # torch computes with a negative eps, and so NaN where the variance is smaller; we refuse it.
            with pytest.raises(tt.ArgumentValueError, match="eps must be finite and not negative"):
                group_norm(sample.input, *sample.args, **sample.kwargs)
            continue
        ours = group_norm(sample.input, *sample.args, **sample.kwargs)
        theirs = _expected(sample)
        torch.testing.assert_close(ours, theirs)
        inputs = [t for t in (sample.input, *sample.kwargs.values()) if isinstance(t, torch.Tensor)]
        if sample.kwargs.get("weight") is None and sample.kwargs.get("bias") is not None:
            continue  # torch's own backward fails; test_a_bias_without_a_weight_trains covers ours
        grad = torch.randn_like(theirs)
        torch.testing.assert_close(torch.autograd.grad(ours, inputs, grad), torch.autograd.grad(theirs, inputs, grad))
    assert seen >= least


def _usable(dtype: torch.dtype) -> Iterator[tuple[Any, tuple[torch.Tensor, ...], str]]:
    """torch's samples as a function of their tensors, those tensors, and a name; a negative eps is refused."""
    for index, sample in enumerate(_samples("sample_inputs", dtype)):
        if sample.kwargs.get("eps", 0) < 0:
            continue
        tensors = {key: value for key, value in sample.kwargs.items() if isinstance(value, torch.Tensor)}
        others = {key: value for key, value in sample.kwargs.items() if key not in tensors}
        names = tuple(tensors)

        def call(x: torch.Tensor, *values: torch.Tensor, s: Any = sample, o: Any = others, n: Any = names) -> Any:
            return group_norm(x, *s.args, **dict(zip(n, values, strict=True)), **o)

        yield call, (sample.input, *tensors.values()), f"sample {index}, {tuple(sample.input.shape)}, {sample.kwargs}"


@pytest.mark.filterwarnings("ignore::typed_torch.TensorTypeWarning")
def test_gradients_of_both_orders_and_both_directions_are_right_on_torch_samples() -> None:
    seen = 0
    for call, tensors, name in _usable(torch.float64):
        seen += 1
        if tensors[0].numel():
            fast = {"fast_mode": True}
            assert torch.autograd.gradcheck(call, tensors, check_forward_ad=True, **fast), name
            assert torch.autograd.gradgradcheck(call, tensors, **fast), name
    assert seen >= 15


@pytest.mark.filterwarnings("ignore::typed_torch.TensorTypeWarning")
@pytest.mark.parametrize("dtype", FLOATING, ids=str)
def test_fakes_of_torch_samples_are_like_the_results(dtype: torch.dtype) -> None:
    for call, tensors, name in _usable(dtype):
        real = call(*tensors)
        with FakeTensorMode() as mode:
            fake = call(*map(mode.from_tensor, tensors))
            (gradient,) = torch.autograd.grad(fake.sum(), fake) if fake.requires_grad else (fake,)
        for made in (fake, gradient):
            assert (made.shape, made.dtype, made.device) == (real.shape, real.dtype, real.device), name
        assert fake.stride() == real.stride(), name


@pytest.mark.filterwarnings("ignore::typed_torch.TensorTypeWarning")
@pytest.mark.parametrize("dynamic", [False, True])
def test_torch_samples_compile_whole_to_the_same_values_and_gradients(dynamic: bool) -> None:
    for call, tensors, name in _usable(torch.float32):
        torch._dynamo.reset()
        compiled = torch.compile(call, fullgraph=True, dynamic=dynamic, backend="aot_eager")
        results = []
        for function in (call, compiled):
            output = function(*tensors)
            results.append((output, torch.autograd.grad(output.square().sum(), tensors)))
        torch.testing.assert_close(
            results[1], results[0], equal_nan=True, msg=lambda text, name=name: f"{name}: {text}"
        )


def test_what_torch_refuses_we_refuse_as_the_same_kind_of_error() -> None:
    # Of no elements we make none; see test_of_no_elements_it_makes_none_and_gradients_of_zero.
    errors: list[ErrorInput] = [e for e in OP_INFO.error_inputs("cpu") if e.sample_input.input.numel()]
    messages = [
        "group_norm: input must have at least 2 dimensions (N, C, *), got 1",
        "group_norm: num_channels (7) is not divisible by num_groups (2)",
    ]
    for error, message in zip(errors, messages, strict=True):
        sample = error.sample_input
        with pytest.raises(error.error_type) as caught:
            group_norm(sample.input, *sample.args, **sample.kwargs)
        assert isinstance(caught.value, tt.ShapeError)
        assert str(caught.value).splitlines()[0] == message
