"""Every operator that the package registers."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import typed_torch as tt
from typed_torch.ops.setting import IS_INTERPRETED

NAMESPACES = ("typed_torch::", "typed_torch_rules::")


def _samples(device: str) -> dict[str, tuple[Any, ...]]:
    x = torch.randn(2, 6, 3, device=device, requires_grad=True)
    w, b = (torch.randn(6, device=device, requires_grad=True) for _ in range(2))
    mean, rstd = torch.randn(2, 3, device=device), torch.rand(2, 3, device=device)
    return {
        "typed_torch::group_norm": (x, 3, w, b, 1e-5, "silu"),
        "typed_torch::group_norm_forward": (x, 3, w, b, 1e-5, "silu"),
        "typed_torch::group_norm_backward": (torch.ones_like(x), x, 3, w, b, mean, rstd, 1e-5, None, [True] * 3),
        "typed_torch_rules::nn_functional_group_norm": (x, 3, w, None, 1e-5, "silu"),
        "typed_torch_rules::nn_GroupNorm": (3, 6, 1e-5, None),
        "typed_torch_rules::nn_GroupNorm_forward": (x, 6),
        "typed_torch_rules::matmul": (x, x.detach().mT),
        "typed_torch_rules::cat": ([x, x], 0),
    }


def test_every_operator_has_a_sample() -> None:
    assert tt.ops.group_norm
    registered = {name for name in torch._C._dispatch_get_all_op_names() if name.startswith(NAMESPACES)}
    assert registered == set(_samples("cpu"))


@pytest.mark.parametrize("name", _samples("cpu"))
def test_opcheck(name: str, everywhere: str) -> None:
    needs_kernels = name.endswith(("_forward", "_backward")) and name.startswith("typed_torch::")
    if needs_kernels and everywhere == "cpu" and not IS_INTERPRETED:
        # Without kernels for the CPU the operators still have their fakes, and say what they are missing.
        with pytest.raises(NotImplementedError, match="Could not run"):
            _operator(name)(*_samples("cpu")[name])
        return
    torch.library.opcheck(_operator(name), _samples(everywhere)[name])


def _operator(name: str) -> Any:
    namespace, operator = name.split("::")
    return getattr(getattr(torch.ops, namespace), operator).default
