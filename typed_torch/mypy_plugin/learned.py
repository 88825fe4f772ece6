"""What a ``view`` that is right tells of sizes: after ``x.view(n, t, heads, d // heads)``, ``heads`` divides ``d``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.findings import findings
from typed_torch.mypy_plugin.met import learn_of_equal
from typed_torch.shape import Many, Rule, Shape, Spec
from typed_torch.shape.dims import product
from typed_torch.shape.sizes import Fact, implied, rewritten

__all__ = ["learn", "simplified"]

_TELLING = frozenset({"rearrange", "reshape", "Tensor.reshape", "Tensor.view", "unflatten", "Tensor.unflatten"})


class _Facts(list[Fact]):
    """The facts of one function."""


def _here(call: Call) -> list[Fact]:
    """The facts of the function that is checked."""
    return findings(call.api.tree, call.api.scope.current_function(), _Facts)


def learn(call: Call, rule: Rule, values: Mapping[str, Any], result: Any) -> None:
    """Keep what a call of a view says of its sizes, for the rest of the function it stands in."""
    if rule.path not in _TELLING or not isinstance(result, Spec) or not isinstance(values.get("input"), Spec):
        return
    whole, viewed = product(values["input"].shape), product(result.shape)
    learn_of_equal(call.api, call.context, whole, viewed)
    fact = implied(whole, viewed)
    if fact is not None and fact not in (facts := _here(call)):
        facts.append(fact)


def simplified(call: Call, shape: Shape) -> Shape:
    """``shape`` by what is known here."""
    facts = _here(call)
    return tuple(dim if isinstance(dim, Many) else rewritten(dim, facts) for dim in shape) if facts else shape
