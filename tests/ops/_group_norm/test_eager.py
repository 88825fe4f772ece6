"""The way past the dispatcher: the same results and gradients, and only where nobody is there to be passed by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pytest
import torch
from torch.autograd import forward_ad
from torch.fx.experimental.proxy_tensor import make_fx
from torch.overrides import TorchFunctionMode
from torch.testing._internal.two_tensor import TwoTensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.checkpoint import checkpoint

from typed_torch.ops._group_norm import eager, fused, operators

pytestmark = pytest.mark.kernels

Case = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


@pytest.fixture
def case(device: torch.device) -> Case:
    """Input, weight and bias, tracked."""
    x, w, b = torch.randn(2, 8, 6, 5), torch.randn(8), torch.randn(8)
    x, w, b = (t.to(device).requires_grad_() for t in (x, w, b))
    return x, w, b


def _by_operator(*arguments: Any) -> torch.Tensor:
    output: torch.Tensor = operators.forward(*arguments)[0]
    return output


@pytest.mark.parametrize("activation", [None, "silu"])
@pytest.mark.parametrize("tracked", [(0, 1, 2), (0,), (1,), (2,), (0, 2)], ids=str)
def test_results_and_gradients_are_those_of_the_operators(
    tracked: tuple[int, ...], activation: str | None, case: Case
) -> None:
    x, w, b = (t if i in tracked else t.detach() for i, t in enumerate(case))
    sources = [t for t in (x, w, b) if t.requires_grad]
    results = [f(x, 4, w, b, 1e-5, activation) for f in (eager.group_norm, _by_operator)]
    dy = torch.randn_like(x)
    gradients = [torch.autograd.grad(y, sources, dy) for y in results]
    torch.testing.assert_close(*results, atol=0, rtol=0)
    torch.testing.assert_close(*gradients, atol=0, rtol=0)


def test_without_gradients_nothing_is_kept(case: Case) -> None:
    x, w, b = case
    for context in (torch.no_grad, torch.inference_mode):
        with context():
            assert eager.applies(x, w, b)
            assert eager.group_norm(x, 4, w, b, 1e-5, None).grad_fn is None
    assert not eager.group_norm(x.detach(), 4, w.detach(), None, 1e-5, None).requires_grad


def test_a_result_that_nobody_differentiates_has_no_gradients(case: Case) -> None:
    x, w, b = case

    class Ignored(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
            return x.clone()

        @staticmethod
        def backward(ctx: Any, grad: torch.Tensor) -> None:
            return None

    y = Ignored.apply(eager.group_norm(x, 4, w, b, 1e-5, None))  # type: ignore[no-untyped-call]
    y.sum().backward()
    assert x.grad is w.grad is b.grad is None


@pytest.mark.parametrize("path", [eager.group_norm, _by_operator])
class TestTransformsOfTheBackward:
    def test_many_gradients_at_once(self, path: Callable[..., torch.Tensor], case: Case) -> None:
        x, w, b = case
        dy = torch.randn(3, *x.shape, device=x.device)
        found = torch.autograd.grad(path(x, 4, w, b, 1e-5, "silu"), case, dy, is_grads_batched=True)
        y = path(x, 4, w, b, 1e-5, "silu")
        each = [torch.autograd.grad(y, case, one, retain_graph=True) for one in dy]
        torch.testing.assert_close(found, tuple(map(torch.stack, zip(*each, strict=True))))

    def test_forward_mode_is_refused(self, path: Callable[..., torch.Tensor], case: Case) -> None:
        x, w, b = case
        y = path(x, 4, w, b, 1e-5, None)
        with forward_ad.dual_level(), pytest.raises(NotImplementedError, match="no forward-mode derivative"):
            y.backward(forward_ad.make_dual(torch.ones_like(y), torch.ones_like(y)))


def test_numbers_of_other_libraries(case: Case) -> None:
    x, w, b = case
    np = pytest.importorskip("numpy")
    results = [f(x, np.int64(4), w, b, np.float32(0.5), None) for f in (eager.group_norm, _by_operator)]
    torch.testing.assert_close(*results, atol=0, rtol=0)


def test_what_is_kept_is_unpacked_once(case: Case) -> None:
    x, w, b = case
    unpacked: list[torch.Tensor] = []

    def unpack(tensor: torch.Tensor) -> torch.Tensor:
        unpacked.append(tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(lambda tensor: tensor, unpack):
        y = eager.group_norm(x, 4, w, b, 1e-5, "silu")
    y.sum().backward()
    assert [tuple(t.shape) for t in unpacked] == [tuple(x.shape), (8,), (8,), (2, 4), (2, 4)]


def test_an_input_changed_before_backward_is_noticed(case: Case) -> None:
    x, w, b = case
    x = x * 1
    y = eager.group_norm(x, 4, w, b, 1e-5, None)
    x.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


@pytest.mark.parametrize("use_reentrant", [False, True])
def test_checkpoints(use_reentrant: bool, case: Case) -> None:
    x, w, b = case

    def call(x: torch.Tensor) -> torch.Tensor:
        return fused.group_norm(x, 4, w, b, 1e-5, "silu").square()

    (expected,) = torch.autograd.grad(call(x).sum(), x)
    checkpoint(call, x, use_reentrant=use_reentrant).sum().backward()
    torch.testing.assert_close(x.grad, expected, atol=0, rtol=0)


class Watching(TorchDispatchMode):
    """Notes the operators it sees."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.seen.append(str(func))
        return func(*args, **(kwargs or {}))


class Overriding(TorchFunctionMode):
    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return func(*args, **(kwargs or {}))


@contextmanager
def _profiling() -> Iterator[None]:
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU], acc_events=True):
        yield


@pytest.mark.parametrize(
    ("context", "applies"),
    [
        (nullcontext, True),
        (torch.no_grad, True),
        (lambda: torch.autocast("cpu", torch.bfloat16), True),
        (Watching, False),
        (Overriding, False),
        (_profiling, False),
        (torch._C._AutoDispatchBelowAutograd, False),
        (lambda: torch._subclasses.FakeTensorMode(allow_non_fake_inputs=True), False),
    ],
)
def test_where_it_applies(context: Callable[[], AbstractContextManager[Any]], applies: bool, case: Case) -> None:
    with context():
        assert eager.applies(*case) is applies
    assert eager.applies(*case)


def test_it_does_not_apply_to_subclasses(case: Case) -> None:
    x, w, b = (t.detach() for t in case)
    assert eager.applies(x, torch.nn.Parameter(w), None)
    assert not eager.applies(TwoTensor(x, x.clone()), w, b)
    assert not eager.applies(x, w.as_subclass(type("Named", (torch.Tensor,), {})), b)


def test_it_does_not_apply_to_what_is_not_in_memory(case: Case) -> None:
    x, w, b = (t.detach() for t in case)
    zeros = torch.zeros_like(x)
    for lazy, same in ((torch._neg_view(x), -x), (torch._efficientzerotensor(x.shape, device=x.device), zeros)):
        assert not eager.applies(lazy, w, b)
        torch.testing.assert_close(*(fused.group_norm(t, 4, w, b, 1e-5, None) for t in (lazy, same)))


def test_a_negated_gradient(case: Case) -> None:
    dy = torch.randn_like(case[0])
    y = fused.group_norm(case[0], 4, *case[1:], 1e-5, None)
    found, negated = (torch.autograd.grad(y, case, g, retain_graph=True) for g in (dy, torch._neg_view(dy)))
    torch.testing.assert_close(negated, tuple(-g for g in found))


def test_a_mode_sees_forward_and_backward(case: Case) -> None:
    x, w, b = case
    with Watching() as mode:
        fused.group_norm(x, 4, w, b, 1e-5, None).sum().backward()
    for name in ("group_norm_forward", "group_norm_backward"):
        assert f"typed_torch.{name}.default" in mode.seen


def test_a_mode_sees_the_backward_of_a_forward_before_it(case: Case) -> None:
    y = fused.group_norm(case[0], 4, *case[1:], 1e-5, None)
    with Watching() as mode:
        y.sum().backward()
    assert "typed_torch.group_norm_backward.default" in mode.seen


def test_a_profile_names_the_operators(case: Case) -> None:
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU], acc_events=True) as profile:
        fused.group_norm(case[0], 4, *case[1:], 1e-5, None).sum().backward()
    names = {event.key for event in profile.key_averages()}
    assert {"typed_torch::group_norm_forward", "typed_torch::group_norm_backward"} <= names


def test_a_traced_module_computes_anew(case: Case) -> None:
    x, w, b = (t.detach() for t in case)
    traced = torch.jit.trace(lambda x: fused.group_norm(x, 4, w, b, 1e-5, None), (x,))
    torch.testing.assert_close(traced(x * 2 + x.flip(0)), fused.group_norm(x * 2 + x.flip(0), 4, w, b, 1e-5, None))


@pytest.mark.parametrize("pre_dispatch", [False, True])
def test_a_graph_of_real_tensors_has_the_operator(pre_dispatch: bool, case: Case) -> None:
    x, w, b = (t.detach() for t in case)
    graph = make_fx(lambda x: fused.group_norm(x, 4, w, b, 1e-5, None), pre_dispatch=pre_dispatch)(x).graph
    assert operators.forward in {node.target for node in graph.nodes}


def test_compiled_autograd(case: Case) -> None:
    x, w, b = case
    dy = torch.randn_like(x)
    y = fused.group_norm(x, 4, w, b, 1e-5, "silu")
    expected = torch.autograd.grad(y, case, dy, retain_graph=True)
    with torch._dynamo.compiled_autograd._enable(torch.compile(backend="aot_eager")):
        found = torch.autograd.grad(y, case, dy)
    torch.testing.assert_close(found, expected)
