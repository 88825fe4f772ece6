"""Which calls the fused kernels take, and who is left to ATen."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F

import typed_torch as tt
from typed_torch.ops.setting import IS_INTERPRETED

pytestmark = pytest.mark.kernels

OP = tt.ops.group_norm


def _case(
    shape: tuple[int, ...], dtype: torch.dtype, device: torch.device
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    x, w, b = torch.randn(shape), torch.randn(shape[1]), torch.randn(shape[1])
    x, w, b = (t.to(device, dtype).requires_grad_() for t in (x, w, b))
    return x, w, b


def _is_fused(y: torch.Tensor) -> bool:
    return type(y.grad_fn).__name__ == "GroupNormBackward"


@pytest.fixture
def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with ``TYPED_TORCH_FUSED=always``, which the interpreted run has set."""
    monkeypatch.setattr("typed_torch.ops._group_norm.FUSED", "always")


@pytest.mark.usefixtures("_always")
class TestWhoIsTaken:
    @pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64], ids=str)
    def test_function_module_and_operation(self, dtype: torch.dtype, device: torch.device) -> None:
        x, w, b = _case((2, 8, 6, 5), dtype, device)
        module = tt.nn.GroupNorm(4, 8, device=device, dtype=dtype, activation="silu")
        assert _is_fused(tt.nn.functional.group_norm(x, 4, w, b))
        assert _is_fused(tt.nn.functional.group_norm(x, 4, {"weight": w, "activation": "silu"}))
        assert _is_fused(module(x))
        assert _is_fused(OP(x, 4, w, b, 1e-5, "silu"))

    def test_under_autocast(self, device: torch.device) -> None:
        x, w, b = _case((2, 8, 6, 5), torch.bfloat16, device)
        with torch.autocast(device.type, torch.bfloat16):
            y = tt.nn.functional.group_norm(x, 4, w.float(), b.float(), activation="silu")
        assert _is_fused(y)
        assert y.dtype == torch.bfloat16
        _, mean, rstd = torch.ops.typed_torch.group_norm_forward(x, 4, w, b, 1e-5, None)
        assert mean.dtype == rstd.dtype == torch.float32

    def test_transforms_go_to_aten_with_the_same_result(self, device: torch.device) -> None:
        x, w, b = (t.detach() for t in _case((3, 2, 8, 5), torch.float64, device))
        w, b = w.repeat(4), b.repeat(4)

        def call(x: torch.Tensor) -> torch.Tensor:
            return OP(x, 4, w, b, 1e-5, "silu")

        expected = torch.stack([call(sample) for sample in x])
        torch.testing.assert_close(torch.vmap(call)(x), expected)
        result, tangent = torch.func.jvp(call, (x[0],), (x[1],))
        torch.testing.assert_close(result, expected[0])
        with torch.autograd.forward_ad.dual_level():
            dual = call(torch.autograd.forward_ad.make_dual(x[0], x[1]))
            torch.testing.assert_close(torch.autograd.forward_ad.unpack_dual(dual).tangent, tangent)
        gradient = torch.func.grad(lambda x: call(x).square().sum())(x[0])
        leaf = x[0].requires_grad_()
        (ours,) = torch.autograd.grad(call(leaf).square().sum(), leaf)
        torch.testing.assert_close(ours, gradient)

    def test_a_subclass_with_a_dispatch_of_its_own_goes_to_aten(self, device: torch.device) -> None:
        from torch.testing._internal.two_tensor import TwoTensor

        x, w, b = (t.detach() for t in _case((2, 8, 5), torch.float32, device))
        both = TwoTensor(x, x.clone())
        y = OP(both, 4, w, b)
        assert isinstance(y, TwoTensor)
        torch.testing.assert_close(y.a, F.group_norm(x, 4, w, b))

    @pytest.mark.parametrize("dynamic", [False, True])
    def test_compiled_equals_eager(self, dynamic: bool, device: torch.device) -> None:
        def model(x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
            return tt.nn.functional.group_norm(x * 2, 4, w, b, activation="silu").sin()

        compiled = torch.compile(model, fullgraph=True, dynamic=dynamic, backend="aot_eager")
        for shape in ((2, 8, 6, 5), (3, 8, 4, 7)):
            inputs = _case(shape, torch.float32, device)
            ours, theirs = (f(*inputs) for f in (compiled, model))
            torch.testing.assert_close(ours, theirs)
            gradients = [torch.autograd.grad(y.square().sum(), inputs) for y in (ours, theirs)]
            torch.testing.assert_close(*gradients)

    def test_a_compiled_graph_holds_the_fused_operator(self, device: torch.device) -> None:
        graphs: list[Any] = []

        def keep(graph: torch.fx.GraphModule, _: Any) -> Any:
            graphs.append(graph)
            return graph.forward

        from torch._dynamo.backends.common import aot_autograd

        compiled = torch.compile(lambda x: OP(x, 4), fullgraph=True, backend=aot_autograd(fw_compiler=keep))
        compiled(torch.randn(2, 8, 6, device=device))
        targets = {node.target for graph in graphs for node in graph.graph.nodes}
        assert torch.ops.typed_torch.group_norm_forward.default in targets


@pytest.mark.skipif(IS_INTERPRETED, reason="the interpreter runs with TYPED_TORCH_FUSED=always")
@pytest.mark.gpu
class TestAutomaticChoice:
    def test_a_large_problem_is_fused_and_a_small_one_is_not(self) -> None:
        for size, expected in ((64, False), (1 << 22, True)):
            x = torch.randn(1, 4, size, device="cuda", requires_grad=True)
            assert _is_fused(tt.nn.functional.group_norm(x, 2)) is expected

    @pytest.mark.usefixtures("_always")
    def test_a_cuda_graph_replays_the_kernels(self) -> None:
        x = torch.randn(2, 64, 32, 32, device="cuda", dtype=torch.bfloat16)
        module = tt.nn.GroupNorm(8, 64, device="cuda", dtype=torch.bfloat16, activation="silu")
        with torch.no_grad():
            module(x)
            torch.cuda.synchronize()
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                y = module(x)
            x.copy_(torch.randn_like(x))
            graph.replay()
            torch.testing.assert_close(y, module(x), atol=0, rtol=0)
