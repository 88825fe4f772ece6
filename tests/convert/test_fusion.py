"""Which group normalizations run in one with a SiLU, and what becomes of such models elsewhere in PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from fusion_cases import CASES, InPlaceBetween, Module, SharedActivation, counted, some
from torch import nn
from torch._dynamo.backends.common import aot_autograd

import typed_torch as tt

pytestmark = pytest.mark.usefixtures("everywhere", "with_kernels")


@pytest.mark.parametrize("kind", CASES)
def test_a_norm_is_fused_where_its_only_consumer_is_a_silu(kind: type[Module], monkeypatch: pytest.MonkeyPatch) -> None:
    model = kind()
    x = some().clone().requires_grad_()

    def gradients(output: torch.Tensor) -> Any:
        if kind is InPlaceBetween:  # torch's own backward refuses what it does
            return ()
        return torch.autograd.grad(output.square().sum(), [x, *model.parameters()], allow_unused=True)

    expected = model(x)
    expected_gradients = gradients(expected)
    state = {name: dict(vars(module)) for name, module in model.named_modules()}
    found = {site.name: site for site in tt.convert(model, fuse=True).sites}
    for name, reason in CASES[kind].items():
        site = found[name if name in found else f"head.{1 if name == 'norm' else name}"]
        assert (site.action == "fused") == (reason == ""), site
        assert reason in site.reason
    with counted(monkeypatch) as forms:
        output = model(x)
    assert forms == ["activated"] * sum(not reason for reason in CASES[kind].values())
    torch.testing.assert_close(output, expected)
    torch.testing.assert_close(gradients(output), expected_gradients)
    tt.convert(model, undo=True)
    assert {name: dict(vars(module)) for name, module in model.named_modules()} == state


@pytest.mark.parametrize("dynamic", [False, True])
def test_a_fused_model_compiles_whole_and_keeps_the_fusion(dynamic: bool, everywhere: str) -> None:
    model = SharedActivation()
    expected = model(some())
    tt.convert(model, fuse=True)
    torch._dynamo.reset()
    traced: list[torch.fx.Node] = []
    lowered: list[str] = []

    def keep(graph: torch.fx.GraphModule, _: Any) -> Any:
        # Dynamo starts again where it finds that a float need not be dynamic.
        traced[:] = [node for node in graph.graph.nodes if node.op == "call_function"]
        return aot_autograd(fw_compiler=lower)(graph, _)

    def lower(graph: torch.fx.GraphModule, _: Any) -> Any:
        lowered[:] = [str(node.target) for node in graph.graph.nodes if node.op == "call_function"]
        return graph

    with torch.no_grad():
        compiled = torch.compile(model, fullgraph=True, dynamic=dynamic, backend=keep)
        torch.testing.assert_close(compiled(some()), expected)
    # The norms are fused, the SiLU of something else is left, and of the plain forms nothing is.
    fused = [node for node in traced if str(node.target).startswith("typed_torch.group_norm")]
    assert sum("silu" in (*node.args, *node.kwargs.values()) for node in fused) == 2
    assert sum(node.target is F.silu for node in traced) == 1
    assert sum("group_norm" in name for name in lowered) == 2
    for backend in ("aot_eager", "inductor"):
        torch._dynamo.reset()
        compiled = torch.compile(model, fullgraph=True, dynamic=dynamic, backend=backend)
        x = some().requires_grad_()
        actual = torch.autograd.grad(compiled(x).square().sum(), [x, *model.parameters()], allow_unused=True)
        wanted = torch.autograd.grad(model(x).square().sum(), [x, *model.parameters()], allow_unused=True)
        for found, right in zip(actual, wanted, strict=True):
            # A GPU adds in another order: of a sum that cancels, what is left has the rounding of its terms.
            is_loose = everywhere == "cuda" and right is not None
            scale = {"rtol": 1.3e-6, "atol": max(1e-5, 1e-6 * float(right.norm()))} if is_loose else {}
            torch.testing.assert_close(found, right, **scale)
    torch._dynamo.reset()
    torch.testing.assert_close(torch.compile(model, fullgraph=True, backend="aot_eager")(some()), expected)


@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
def test_fused_models_go_through_transforms_autocast_and_inference_mode() -> None:
    model, x = SharedActivation(), some()
    plain = SharedActivation()
    plain.load_state_dict(model.state_dict())
    tt.convert(model, fuse=True)
    parameters = dict(model.named_parameters())

    def loss(net: nn.Module) -> Callable[..., torch.Tensor]:
        return lambda p, x: torch.func.functional_call(net, p, (x,)).square().sum()

    torch.testing.assert_close(torch.func.grad(loss(model))(parameters, x), torch.func.grad(loss(plain))(parameters, x))
    per_sample = torch.vmap(torch.func.grad(loss(model)), (None, 0))(parameters, x[:, None])
    torch.testing.assert_close(per_sample, torch.vmap(torch.func.grad(loss(plain)), (None, 0))(parameters, x[:, None]))
    _, tangent = torch.func.jvp(model, (x,), (x,))
    torch.testing.assert_close(tangent, torch.func.jvp(plain, (x,), (x,))[1])
    with torch.inference_mode():
        torch.testing.assert_close(model(x), plain(x))
    with torch.autocast("cpu", torch.bfloat16):
        torch.testing.assert_close(model(x), plain(x))
    checkpointed = torch.utils.checkpoint.checkpoint(model, x.clone().requires_grad_(), use_reentrant=False)
    torch.testing.assert_close(checkpointed, plain(x))
    exported = torch.export.export(model, (x,))
    torch.testing.assert_close(exported.module()(x), plain(x))
    torch.testing.assert_close(torch.jit.trace(model, x)(x), plain(x))
    torch.testing.assert_close(torch.fx.symbolic_trace(model, {"emb": None})(x), plain(x))


def test_converting_leaves_the_state_of_random_numbers_and_of_the_model_alone() -> None:
    class Storing(Module):
        def forward(self, x: Any) -> Any:
            self.calls = getattr(self, "calls", 0) + 1
            self.count = self.count + 1
            self.last = x
            return self.act(self.norm(x)) + torch.rand(1)

    model = Storing()
    model.register_buffer("count", torch.zeros(()))
    before = torch.random.get_rng_state()
    assert tt.convert(model, fuse=True).fused == ("norm",)
    assert torch.equal(torch.random.get_rng_state(), before)
    assert not hasattr(model, "last")
    assert not hasattr(model, "calls")
    assert model.count == 0
