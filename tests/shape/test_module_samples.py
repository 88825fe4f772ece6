"""Every module with a rule against the samples of PyTorch's own tests: the same shape and dtype, or both refuse."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from test_against_samples import agree, spec
from torch.testing._internal.common_modules import ModuleInfo, module_db

from typed_torch.errors import TensorTypeError
from typed_torch.shape import RULES, Rule, Spec
from typed_torch.shape.arguments import kinds_of

counts: Counter[str] = Counter()


def entries() -> Iterator[Any]:
    for info in module_db:
        path = f"nn.{info.module_cls.__name__}.forward"
        if path in RULES and path != "nn.GroupNorm.forward":  # whose weights stay float32 beside half-precision inputs
            yield pytest.param(RULES[path], info, id=info.name)


def made_with(info: ModuleInfo, given: Any) -> dict[str, Any]:
    """The arguments of the constructor by name, as rules take them."""
    bound = inspect.signature(info.module_cls).bind(*given.args, **given.kwargs)
    arguments = dict(bound.arguments)
    # Recurrent modules take anything, and name it by overloads.
    arguments |= zip(("input_size", "hidden_size", "num_layers"), arguments.pop("args", ()), strict=False)
    arguments |= arguments.pop("kwargs", {})
    return {name: spec(value) for name, value in arguments.items()}


@pytest.mark.filterwarnings("ignore:reduction", "ignore:LSTM with projections", "ignore:enable_nested_tensor")
@pytest.mark.parametrize(("rule", "info"), [*entries()])
def test_a_rule_says_what_the_module_does(rule: Rule, info: ModuleInfo) -> None:
    seen = 0
    for sample in info.module_inputs_func(info, device="cpu", dtype=torch.float32, requires_grad=False, training=True):
        module = info.module_cls(*sample.constructor_input.args, **sample.constructor_input.kwargs)
        args, kwargs = sample.forward_input.args, sample.forward_input.kwargs
        real = spec(module(*args, **kwargs))
        options = {name for name, kind in kinds_of(rule).items() if kind.of is not Spec}
        config = made_with(info, sample.constructor_input)
        known = {name: value for name, value in config.items() if name in options}
        passed = rule.named([spec(each) for each in args], {name: spec(value) for name, value in kwargs.items()})
        if not {*known, *passed} >= set(rule.required):
            continue
        try:
            claimed = rule(**{**known, **passed})
        except TensorTypeError as error:
            pytest.fail(f"{config}, {passed}: {error}")
        assert agree(claimed, real, counts), (config, passed, claimed, real)
        seen += 1
    assert seen
