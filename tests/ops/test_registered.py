"""Every operator that the package registers."""

from __future__ import annotations

import doctest
import inspect
from typing import Any

import pytest
import torch

import typed_torch as tt
from typed_torch.ops.setting import IS_INTERPRETED
from typed_torch.shape import RULES, Rule, Spec

# What registers every operator.
assert tt.ops.group_norm
assert tt.nn.functional.group_norm

NAMESPACES = ("typed_torch::", "typed_torch_rules::")


def _samples(device: str) -> dict[str, tuple[Any, ...]]:
    x = torch.randn(2, 6, 3, device=device, requires_grad=True)
    w, b = (torch.randn(6, device=device, requires_grad=True) for _ in range(2))
    mean, rstd = torch.randn(2, 3, device=device), torch.rand(2, 3, device=device)
    return {
        "typed_torch::group_norm": (x, 3, w, b, 1e-5, "silu"),
        "typed_torch::group_norm_forward": (x, 3, w, b, 1e-5, "silu"),
        "typed_torch::group_norm_backward": (torch.ones_like(x), x, 3, w, b, mean, rstd, 1e-5, None, [True] * 3),
        **{
            f"typed_torch_rules::{r.path.replace('.', '_')}": _of_rule(r, device) for r in RULES.values() if r.validates
        },
    }


def _of_rule(rule: Rule, device: str) -> tuple[Any, ...]:
    """The arguments of the example in the rule's docstring, tensors for its specs."""
    called: list[dict[str, Any]] = []

    def record(*args: Any, **kwargs: Any) -> Any:
        called.append(dict(rule.signature.bind(*args, **kwargs).arguments))
        return rule(*args, **kwargs)

    source = doctest.DocTestParser().get_examples(inspect.getdoc(rule.function) or "")[0].source
    exec(source, {rule.function.__name__: record, "Spec": Spec})
    values = {**rule.defaults, **called[0]}
    return tuple(_tensors(values[name], device) for name in rule.signature.parameters)


def _tensors(value: Any, device: str) -> Any:
    if isinstance(value, list):
        return [_tensors(item, device) for item in value]
    return torch.randn(value.shape, device=device) if isinstance(value, Spec) else value


def test_every_operator_has_a_sample() -> None:
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
