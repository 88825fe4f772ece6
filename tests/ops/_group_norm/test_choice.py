"""What runs on a CUDA device by default, on fake tensors: no GPU is needed to choose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch._subclasses import FakeTensorMode
from torch.fx.experimental.proxy_tensor import make_fx

import typed_torch as tt
from typed_torch.ops import setting
from typed_torch.ops._group_norm import runs_fused

FUSED = torch.ops.typed_torch.group_norm_forward.default
ATEN = torch.ops.aten.native_group_norm.default


@pytest.fixture(autouse=True)
def _with_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine that has a GPU."""
    monkeypatch.setattr("typed_torch.ops._group_norm.has_kernels", lambda device: device.type == "cuda")
    monkeypatch.setattr("typed_torch.ops._group_norm.FUSED", "auto")


def _targets(shape: tuple[int, ...], device: str = "cuda", **options: Any) -> set[Callable[..., Any]]:
    """The operators that a call is traced to."""
    with FakeTensorMode():
        x = torch.empty(shape, device=device, **options)
    traced = make_fx(lambda x: tt.ops.group_norm(x, 4))(x)
    return {node.target for node in traced.graph.nodes if node.op == "call_function"}


@pytest.mark.parametrize(("pixels", "expected"), [((1 << 19) - 1, ATEN), (1 << 19, FUSED)])
def test_a_known_size_decides(pixels: int, expected: Callable[..., Any]) -> None:
    assert expected in _targets((1, 8, pixels))


@pytest.mark.parametrize("tracked", range(3))
def test_it_takes_a_larger_one_where_gradients_follow(tracked: int) -> None:
    for pixels in ((1 << 21) - 1, 1 << 21):
        with FakeTensorMode():
            tensors = [torch.empty(shape, device="cuda") for shape in ((1, 8, pixels), (8,), (8,))]
        assert runs_fused(*tensors)
        tensors[tracked].requires_grad_()
        assert runs_fused(*tensors) is (pixels >= 1 << 21)
        with torch.no_grad():
            assert runs_fused(*tensors)


def test_a_size_that_is_not_known_takes_the_kernels_and_adds_no_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typed_torch.ops._group_norm.has_kernels", lambda device: True)
    traced = make_fx(lambda x: tt.ops.group_norm(x, 4), tracing_mode="symbolic")(torch.empty(2, 8, 64))
    assert FUSED in {node.target for node in traced.graph.nodes}
    assert not [guard for guard in traced.shape_env.guards if str(1 << 22) in str(guard.expr)]


@pytest.mark.parametrize("options", [{"dtype": torch.complex64}, {"device": "cpu"}], ids=str)
def test_what_the_kernels_do_not_take_goes_to_aten(options: dict[str, Any]) -> None:
    assert FUSED not in _targets((1, 8, 1 << 19), **options)


@pytest.mark.parametrize(("value", "size"), [("always", 8), ("auto", 1 << 19)])
def test_the_setting(value: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typed_torch.ops._group_norm.FUSED", value)
    assert FUSED in _targets((1, 8, size))


def test_never_means_no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "FUSED", "never")
    setting.has_kernels.cache_clear()
    assert not setting.has_kernels(torch.device("cuda"))
    setting.has_kernels.cache_clear()
