"""``torch.ops.typed_torch.group_norm``."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import typed_torch as tt
from typed_torch.ops.setting import IS_INTERPRETED

OP = tt.ops.group_norm


def test_the_schema_is_the_documented_one() -> None:
    documented = (
        "typed_torch::group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, "
        "float eps=1e-05, str? activation=None) -> Tensor"
    )
    assert OP.default._schema == torch._C.parse_schema(documented)


def _arguments(dtype: torch.dtype = torch.float64) -> list[tuple[Any, ...]]:
    x = torch.randn(2, 6, 3, dtype=dtype, requires_grad=True)
    w = torch.randn(6, dtype=dtype, requires_grad=True)
    b = torch.randn(6, dtype=dtype, requires_grad=True)
    return [(x, 3), (x, 3, w), (x, 2, w, b), (x, 3, None, b), (x, 6, w, b, 0.1), (x, 3, w, b, 1e-5, "silu")]


@pytest.mark.parametrize("case", range(6))
def test_opcheck(case: int) -> None:
    torch.library.opcheck(OP.default, _arguments()[case])


@pytest.mark.parametrize("case", range(6))
def test_gradients(case: int) -> None:
    arguments = _arguments()[case]
    tensors = tuple(a for a in arguments if isinstance(a, torch.Tensor))

    def call(*inputs: torch.Tensor) -> torch.Tensor:
        values = iter(inputs)
        return OP(*(next(values) if isinstance(a, torch.Tensor) else a for a in arguments))

    assert torch.autograd.gradcheck(call, tensors, check_forward_ad=True, fast_mode=IS_INTERPRETED)
    assert torch.autograd.gradgradcheck(call, tensors, fast_mode=IS_INTERPRETED)


@pytest.mark.parametrize("case", range(6))
def test_the_facade_gives_what_the_operation_gives(case: int) -> None:
    arguments = _arguments(torch.float32)[case]
    *plain, activation = (*arguments, None)[:6] if len(arguments) < 6 else arguments
    facade = tt.nn.functional.group_norm(*plain, activation=activation)
    torch.testing.assert_close(facade, OP(*arguments), atol=0, rtol=0)


def test_vmap_jvp_and_hessian() -> None:
    x = torch.randn(5, 2, 6, 3, dtype=torch.float64)
    w = torch.randn(5, 6, dtype=torch.float64)
    batched = torch.vmap(lambda x, w: OP(x, 3, w, None, 1e-5, "silu"))(x, w)
    torch.testing.assert_close(
        batched, torch.stack([OP(a, 3, b, None, 1e-5, "silu") for a, b in zip(x, w, strict=True)])
    )
    _, tangent = torch.func.jvp(lambda x: OP(x, 3), (x[0],), (torch.ones_like(x[0]),))
    torch.testing.assert_close(tangent, torch.zeros_like(tangent), atol=1e-6, rtol=0)
    hessian = torch.func.hessian(lambda w: OP(x[0], 3, w).pow(2).sum())(w[0])
    assert hessian.shape == (6, 6)


@pytest.mark.parametrize("dynamic", [False, True])
def test_compile(dynamic: bool) -> None:
    compiled = torch.compile(
        lambda x, w: OP(x, 3, w, None, 1e-5, "silu"), fullgraph=True, dynamic=dynamic, backend="aot_eager"
    )
    x, w = torch.randn(2, 6, 3), torch.randn(6)
    torch.testing.assert_close(compiled(x, w), OP(x, 3, w, None, 1e-5, "silu"))


def test_export_keeps_batch_and_size_dynamic() -> None:
    class Model(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return tt.nn.functional.group_norm(x, 3, activation="silu")

    # In two dimensions: with one, torch 2.11 exports no group norm at all.
    batch, height, width = map(torch.export.Dim, ("batch", "height", "width"))
    dynamic = {"x": {0: batch, 2: height, 3: width}}
    exported = torch.export.export(Model(), (torch.randn(4, 6, 5, 7),), dynamic_shapes=dynamic)
    x = torch.randn(7, 6, 9, 8)
    torch.testing.assert_close(exported.module()(x), Model()(x))
