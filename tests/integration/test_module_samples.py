"""PyTorch's own samples of ``nn.GroupNorm`` (``module_db``): gradients of both orders, fakes and compilation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.testing._internal.common_modules import module_db

from typed_torch.nn import GroupNorm

(MODULE_INFO,) = (info for info in module_db if info.module_cls is torch.nn.GroupNorm)

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::typed_torch.TensorTypeWarning")]


def _samples(dtype: torch.dtype, device: str) -> Iterator[tuple[GroupNorm, torch.Tensor]]:
    for sample in MODULE_INFO.module_inputs_func(
        MODULE_INFO, device=device, dtype=dtype, requires_grad=True, training=True
    ):
        made, called = sample.constructor_input, sample.forward_input
        yield GroupNorm(*made.args, **made.kwargs, device=device, dtype=dtype), called.args[0]


def test_gradients_of_both_orders_are_right(everywhere: str) -> None:
    for module, x in _samples(torch.float64, everywhere):
        names, parameters = tuple(dict(module.named_parameters())), tuple(module.parameters())

        def call(x: torch.Tensor, *values: torch.Tensor, m: GroupNorm = module, n: Any = names) -> torch.Tensor:
            output: torch.Tensor = torch.func.functional_call(m, dict(zip(n, values, strict=True)), (x,))
            return output

        inputs = (x, *parameters)
        assert torch.autograd.gradcheck(call, inputs, check_forward_ad=True, fast_mode=True)
        assert torch.autograd.gradgradcheck(call, inputs, fast_mode=True)


def test_fake_and_compiled_are_like_eager(everywhere: str) -> None:
    for module, x in _samples(torch.float32, everywhere):
        expected = module(x)
        with FakeTensorMode(allow_non_fake_inputs=True) as mode:
            fake = module(mode.from_tensor(x))
        assert (fake.shape, fake.stride(), fake.dtype) == (expected.shape, expected.stride(), expected.dtype)
        torch._dynamo.reset()
        compiled = torch.compile(module, fullgraph=True, backend="aot_eager")
        sources = [x, *module.parameters()]
        torch.testing.assert_close(compiled(x), expected)
        actual, wanted = (torch.autograd.grad(call(x).square().sum(), sources) for call in (compiled, module))
        torch.testing.assert_close(actual, wanted)
