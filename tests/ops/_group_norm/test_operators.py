"""The operators around the fused kernels, and the eager path beside them: autograd, fakes, what is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from typed_torch.ops._group_norm import eager, fused, operators

pytestmark = pytest.mark.kernels

PATHS = [eager.group_norm, lambda *arguments: operators.forward(*arguments)[0]]


def _case(
    shape: tuple[int, ...], dtype: torch.dtype, device: torch.device
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    x, w, b = torch.randn(shape), torch.randn(shape[1]), torch.randn(shape[1])
    x, w, b = (t.to(device, dtype).requires_grad_() for t in (x, w, b))
    return x, w, b


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("activation", [None, "silu"])
@pytest.mark.parametrize("has", [(True, True), (False, False), (True, False), (False, True)], ids=str)
def test_derivatives_of_both_orders(
    has: tuple[bool, bool], activation: str | None, path: Callable[..., torch.Tensor], device: torch.device
) -> None:
    is_given = (True, *has)
    tensors = _case((2, 4, 2), torch.float64, device)
    inputs = [t for t, present in zip(tensors, is_given, strict=True) if present]

    def call(*tensors: torch.Tensor) -> torch.Tensor:
        given = iter(tensors)
        x, w, b = (next(given) if present else None for present in is_given)
        assert x is not None
        return path(x, 2, w, b, 1e-5, activation)

    assert torch.autograd.gradcheck(call, inputs, fast_mode=True)
    assert torch.autograd.gradgradcheck(call, inputs, fast_mode=True)


def test_the_operators_are_well_formed(device: torch.device) -> None:
    x, w, b = _case((2, 8, 6, 5), torch.float64, device)
    operators = torch.ops.typed_torch
    torch.library.opcheck(operators.group_norm_forward.default, (x, 4, w, b, 1e-5, "silu"))
    y, mean, rstd = operators.group_norm_forward(x.detach(), 4, w.detach(), b.detach(), 1e-5, "silu")
    dy = torch.randn_like(y).requires_grad_()
    arguments = (dy, x, 4, w, b, mean, rstd, 1e-5, "silu", [True, True, True])
    torch.library.opcheck(operators.group_norm_backward.default, arguments)


@pytest.mark.parametrize("format", [torch.contiguous_format, torch.channels_last], ids=str)
def test_the_fake_has_the_strides_of_the_result(format: torch.memory_format, device: torch.device) -> None:
    x, w, b = (t.detach() for t in _case((2, 8, 6, 5), torch.float32, device))
    x = x.contiguous(memory_format=format)
    real = fused.group_norm(x, 4, w, b, 1e-5, None)
    with torch._subclasses.FakeTensorMode() as mode:
        fake = fused.group_norm(*(mode.from_tensor(t) if isinstance(t, torch.Tensor) else t for t in (x, 4, w, b)),
                                1e-5, None)  # fmt: skip
    assert (fake.shape, fake.stride(), fake.dtype) == (real.shape, real.stride(), real.dtype)
    assert real.stride() == x.stride()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("activation", [None, "silu"])
def test_only_the_input_and_its_statistics_are_kept_for_backward(
    activation: str | None, path: Callable[..., torch.Tensor], device: torch.device
) -> None:
    x, w, b = _case((2, 8, 6, 5), torch.bfloat16, device)
    kept: list[torch.Tensor] = []

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        kept.append(tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        path(x, 4, w, b, 1e-5, activation)
    given = {t.data_ptr() for t in (x, w, b)}
    new = [t for t in kept if t.data_ptr() not in given]
    assert [(tuple(t.shape), t.dtype) for t in new] == [((2, 4), torch.float32)] * 2


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("is_given", [(False, False), (True, False), (False, True)], ids=str)
class TestGradientsOfParametersThatAreNotThere:
    """The mask of the backward operator may ask for them; autograd's never does."""

    def test_they_are_empty_and_the_others_are_right(self, is_given: tuple[bool, bool], device: torch.device) -> None:
        x, w, b = (t.detach() for t in _case((2, 8, 6, 5), torch.float32, device))
        w, b = (t if present else None for t, present in zip((w, b), is_given, strict=True))
        _, mean, rstd = operators.forward(x, 4, w, b, 1e-5, "silu")
        arguments = (torch.randn_like(x), x, 4, w, b, mean, rstd, 1e-5, "silu")
        found = operators.backward(*arguments, [True, True, True])
        expected = operators.backward(*arguments, [True, *is_given])
        assert [gradient.numel() > 0 for gradient in found] == [True, *is_given]
        torch.testing.assert_close(found, expected, atol=0, rtol=0)

    def test_they_have_no_derivatives(self, is_given: tuple[bool, bool], device: torch.device) -> None:
        x, w, b = _case((2, 8, 6), torch.float64, device)
        w, b = (t if present else None for t, present in zip((w, b), is_given, strict=True))
        _, mean, rstd = operators.forward(x, 4, w, b, 1e-5, None)
        dy = torch.randn_like(x).requires_grad_()
        dx, *rest = operators.backward(dy, x, 4, w, b, mean, rstd, 1e-5, None, [True, True, True])
        assert [gradient.requires_grad for gradient in rest] == list(is_given)
        y = operators.forward(x, 4, w, b, 1e-5, None)[0]
        (first,) = torch.autograd.grad(y, x, dy, create_graph=True)
        torch.testing.assert_close(*(torch.autograd.grad(d.square().sum(), (x, dy)) for d in (dx, first)))
