"""``torch.func``, differentiation in every direction, checkpointing, and tensors that are not quite tensors."""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils.checkpoint import checkpoint

import typed_torch as tt
from typed_torch.nn.functional import group_norm

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("everywhere"),
    pytest.mark.parametrize("activation", [None, "silu"]),
]


def ours(activation: Any) -> Callable[..., Tensor]:
    return lambda x, w=None, b=None, eps=1e-5: group_norm(x, 3, w, b, eps, activation=activation)


def theirs(activation: Any) -> Callable[..., Tensor]:
    def call(x: Tensor, w: Tensor | None = None, b: Tensor | None = None, eps: float = 1e-5) -> Tensor:
        output = torch.nn.functional.group_norm(x, 3, w, b, eps)
        return output if activation is None else torch.nn.functional.silu(output)

    return call


def made(*shape: int, grad: bool = False) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64).requires_grad_(grad)


def _same(activation: Any, use: Callable[[Callable[..., Tensor]], Any]) -> None:
    torch.testing.assert_close(use(ours(activation)), use(theirs(activation)))


def test_vmap_over_the_input_the_parameters_and_both(activation: Any) -> None:
    x, w, b = made(5, 2, 6, 4), made(5, 6), made(5, 6)
    _same(activation, lambda f: torch.vmap(f)(x))
    _same(
        activation,
        lambda f: torch.vmap(f, (2, None, None), out_dims=1)(
            made(2, 6, 5, 4) if False else x.movedim(0, 2), w[0], b[0]
        ),
    )
    _same(activation, lambda f: torch.vmap(f, (None, 0, 0))(x[0], w, b))
    _same(activation, lambda f: torch.vmap(f)(x, w, b))
    _same(activation, lambda f: torch.vmap(torch.vmap(f, (0, None, None)), (None, 0, 0))(x, w, b))


def test_an_ensemble_of_modules_is_vmapped(activation: Any) -> None:
    modules = [tt.nn.GroupNorm(3, 6, activation=activation, dtype=torch.float64) for _ in range(4)]
    for module in modules:
        torch.nn.init.normal_(module.weight)
    parameters, buffers = torch.func.stack_module_state(modules)
    x = made(2, 6, 5)
    stacked = torch.vmap(lambda p, s: torch.func.functional_call(modules[0], (p, s), (x,)))(parameters, buffers)
    torch.testing.assert_close(stacked, torch.stack([module(x) for module in modules]))


@pytest.mark.filterwarnings("ignore:Attempted to insert a get_attr Node")  # of linearize itself
def test_jvp_vjp_jacobians_and_hessian(activation: Any) -> None:
    x, w, b = made(2, 6, 3), made(6), made(6)
    _same(activation, lambda f: torch.func.jvp(f, (x, w, b), (x.cos(), w.sin(), b.exp())))
    _same(activation, lambda f: torch.func.vjp(f, x, w, b)[1](x.sin()))
    _same(activation, lambda f: torch.func.jacrev(f, (0, 1, 2))(x, w, b))
    _same(activation, lambda f: torch.func.jacfwd(f, (0, 1, 2))(x, w, b))
    _same(activation, lambda f: torch.func.hessian(lambda *a: f(*a).square().sum(), (0, 1))(x, w, b))
    _same(activation, lambda f: torch.vmap(torch.func.grad(lambda a: f(a[None], w, b).square().sum()))(x))
    _same(activation, lambda f: torch.func.linearize(f, x)[1](x.sin()))
    _same(activation, lambda f: torch.func.functionalize(f)(x, w, b))


@pytest.mark.parametrize("shape", [(2, 6), (2, 6, 3), (1, 6, 2, 2), (2, 3, 1, 2, 2)])
def test_gradcheck_and_gradgradcheck(shape: tuple[int, ...], activation: Any) -> None:
    inputs = (made(*shape, grad=True), made(shape[1], grad=True), made(shape[1], grad=True))

    def call(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
        return group_norm(x, 1, w, b, 0.1, activation=activation)

    assert torch.autograd.gradcheck(call, inputs, check_forward_ad=True, check_batched_grad=True)
    assert torch.autograd.gradgradcheck(call, inputs, check_fwd_over_rev=True, check_rev_over_rev=True)


def test_forward_mode_gives_the_tangent_of_the_module(activation: Any) -> None:
    module = tt.nn.GroupNorm(3, 6, activation=activation, dtype=torch.float64)
    x, tangent = made(2, 6, 4), made(2, 6, 4)
    with torch.autograd.forward_ad.dual_level():
        dual = torch.autograd.forward_ad.make_dual(x, tangent)
        output = torch.autograd.forward_ad.unpack_dual(module(dual))
    torch.testing.assert_close(output.tangent, torch.func.jvp(theirs(activation), (x,), (tangent,))[1])
    torch.testing.assert_close(output.primal, module(x))


@pytest.mark.parametrize("use_reentrant", [False, True])
def test_checkpointing_recomputes_the_same(activation: Any, use_reentrant: bool) -> None:
    module = torch.nn.Sequential(torch.nn.Linear(4, 4), tt.nn.GroupNorm(3, 6, activation=activation))
    x = torch.randn(2, 6, 4, requires_grad=True)
    sources = [x, *module.parameters()]
    found = []
    for output in (module(x), checkpoint(module, x, use_reentrant=use_reentrant)):
        module.zero_grad()
        x.grad = None
        output.square().sum().backward()
        found.append([output, *[t.grad for t in sources]])
    torch.testing.assert_close(*found)


@pytest.mark.parametrize("memory_format", [torch.contiguous_format, torch.channels_last])
def test_fake_meta_and_functional_tensors_have_the_shape_of_the_result(
    activation: Any, memory_format: torch.memory_format
) -> None:
    x = torch.randn(2, 6, 4, 5).contiguous(memory_format=memory_format)
    w = torch.randn(6)
    output = group_norm(x, 3, w, activation=activation)

    def described(t: Tensor) -> tuple[Any, ...]:
        return t.shape, t.stride(), t.dtype

    with FakeTensorMode() as mode:
        fake = group_norm(mode.from_tensor(x), 3, mode.from_tensor(w), activation=activation)
    assert (*described(fake), fake.device) == (*described(output), output.device)
    meta = group_norm(x.to("meta"), 3, w.to("meta"), activation=activation)
    assert described(meta) == described(output)
    functional = torch._to_functional_tensor(x)
    torch.testing.assert_close(
        torch._from_functional_tensor(group_norm(functional, 3, w, activation=activation)), output
    )


def test_a_module_is_made_on_meta_and_materialized(activation: Any) -> None:
    with torch.device("meta"):
        module = tt.nn.GroupNorm(3, 6, activation=activation)
    assert module(torch.randn(2, 6, 4, device="meta")).is_meta
    module = module.to_empty(device="cpu")
    module.reset_parameters()
    x = torch.randn(2, 6, 4, device="cpu")
    torch.testing.assert_close(module(x), theirs(activation)(x))


def test_modules_are_copied_pickled_and_saved_with_weights_only(activation: Any) -> None:
    module = torch.nn.Sequential(tt.nn.GroupNorm(3, 6, activation=activation))
    torch.nn.init.normal_(module[0].weight)
    x = torch.randn(2, 6, 4)
    copies = [copy.deepcopy(module), pickle.loads(pickle.dumps(module))]
    buffer = io.BytesIO()
    torch.save(module.state_dict(), buffer)
    buffer.seek(0)
    fresh = torch.nn.Sequential(tt.nn.GroupNorm(3, 6, activation=activation))
    fresh.load_state_dict(torch.load(buffer, weights_only=True))
    buffer = io.BytesIO()
    torch.save(module, buffer)
    buffer.seek(0)
    with torch.serialization.safe_globals([tt.nn.GroupNorm, torch.nn.Sequential]):
        copies.append(torch.load(buffer, weights_only=True))
    for copied in (*copies, fresh):
        torch.testing.assert_close(copied(x), module(x))
