"""Evaluating rules on the calls of our own operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mypy.nodes import Context
from mypy.subtypes import is_subtype
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    NoneType,
    TupleType,
    Type,
    UnionType,
    get_proper_type,
)

from typed_torch.errors import TensorTypeError
from typed_torch.mypy_plugin.calls import Arguments, Call, Passed
from typed_torch.mypy_plugin.convert import dim_of, is_symbolic, is_tensor, spec_of, tensor_of
from typed_torch.mypy_plugin.report import Refused, accepting_anything, report
from typed_torch.mypy_plugin.settling import settle_by_first
from typed_torch.shape import UNKNOWN, Dim, Many, Rule, Spec
from typed_torch.shape.arguments import Kind, check_options, kinds_of, missing, unexpected, wrong_type
from typed_torch.shape.dims import fixed_rank

__all__ = ["check_function", "check_method", "evaluate"]


def check_function(call: Call, signature: CallableType, rule: Rule) -> CallableType:
    """The signature of a call that ``rule`` accepts, with the shape it returns where the stub has none."""
    try:
        result = evaluate(call, signature, rule, list(rule.signature.parameters), {})
    except Refused:
        return accepting_anything(signature)
    return settle_by_first(call, _returning(call, signature, result))


def check_method(call: Call, signature: CallableType, rule: Rule, owner: Instance) -> CallableType:
    """The same for ``forward`` of ``owner``, a class of ours, whose type arguments are what ``rule`` pins."""
    try:
        evaluate(call, signature, rule, ["input"], dict(zip(rule.pins, map(dim_of, owner.args), strict=True)))
    except Refused:
        return accepting_anything(signature)
    return settle_by_first(call, signature)


def evaluate(
    call: Call,
    signature: CallableType | None,
    rule: Rule,
    positional: Sequence[str],
    known: Mapping[str, Dim | Many],
) -> Any:
    """What ``rule`` returns for ``call``, as far as it can be told.

    Args:
        call: the call.
        signature: one signature of what is called; ``None`` once mypy itself has checked the arguments.
        rule: its rule.
        positional: the names of its parameters in order.
        known: arguments of the rule that the call does not spell out.

    Raises:
        Refused: the rule refuses the call; the error is reported.
    """
    passed = call.arguments(positional)
    if passed is None:
        return None
    try:
        merged = passed.given if signature is None else _merged(call, signature, rule, passed)
        if signature is not None:
            _check_types(call, rule, merged)
        values = {name: _value(call, kind, merged[name]) for name, kind in kinds_of(rule).items() if name in merged}
        absent = [name for name in rule.required if name not in values and name not in known]
        if absent and signature is None:  # functools.partial of a class asks with part of the arguments
            return None
        if absent:
            raise missing(rule.name, absent[0])
        return rule(**values, **known)
    except TensorTypeError as error:
        report(call.api, error, _place(call, passed, error.argument), call.context)
        raise Refused from None


def _merged(call: Call, signature: CallableType, rule: Rule, passed: Arguments) -> Mapping[str, Passed]:
    """The arguments and the options as one, under the names of the rule."""
    allowed = call.parameter_names(signature)
    for name in passed.given:
        if name not in allowed:
            raise unexpected(rule.name, name, allowed)
    if not passed.options:
        return passed.given
    given = {name: p for name, p in passed.given.items() if call.constant(p) is not None}
    check_options(rule.name, given, passed.options, rule.optional)
    return {**given, **passed.options}


def _check_types(call: Call, rule: Rule, merged: Mapping[str, Passed]) -> None:
    """Every argument is of the Python type that the run time asks for."""
    for name, kind in kinds_of(rule).items():
        if name in merged and not _fits(call, kind, merged[name].type):
            value = get_proper_type(merged[name].type)
            got = value.type.name if isinstance(value, Instance) else "None" if isinstance(value, NoneType) else "tuple"
            raise wrong_type(rule.name, name, kind.name, got, call.constant(merged[name]))


def _value(call: Call, kind: Kind, passed: Passed) -> Any:
    """What a rule computes with for one argument."""
    if kind.of == Dim:
        return call.dim(passed)
    if kind.of is Spec:
        return spec_of(passed.type)
    if kind.of == Sequence[Spec]:
        elements = call.elements(passed)
        return [Spec()] if elements is None else [spec_of(element.type) or Spec() for element in elements]
    constant = call.constant(passed)
    return constant if constant is None or isinstance(constant, _CONSTANTS[kind.of]) else UNKNOWN


_CONSTANTS: Mapping[Any, Any] = {float: (int, float), str: str}


def _fits(call: Call, kind: Kind, type_: Type) -> bool:
    """Whether the run time would take a value of ``type_``; where that is open, mypy decides."""
    proper = get_proper_type(type_)
    if isinstance(proper, UnionType):
        return any(_fits(call, kind, item) for item in proper.items)
    if isinstance(proper, NoneType):
        return kind.optional
    if not isinstance(proper, (Instance, TupleType)):
        return True
    if kind.of is Spec:
        return is_tensor(proper)
    if kind.of == Sequence[Spec]:
        return not is_tensor(proper)
    expected = {Dim: "builtins.int", float: "builtins.float", str: "builtins.str"}[kind.of]
    return is_subtype(proper, call.api.named_type(expected)) or is_symbolic(proper)


def _place(call: Call, passed: Arguments, argument: str) -> Context:
    """Where to report an error about ``argument``, which may be ``tensors[1]`` or ``options``."""
    name, _, index = argument.rstrip("]").partition("[")
    found = passed.find(name)
    if found is None:
        return call.context
    elements = call.elements(found) if index else None
    return elements[int(index)].at if elements else found.at


def _returning(call: Call, signature: CallableType, result: Any) -> CallableType:
    """``signature`` with the shape that the rule computed, where the stub leaves it open."""
    tensor = tensor_of(signature.ret_type)
    if tensor is None or not isinstance(result, Spec) or fixed_rank(result.shape) is None:
        return signature
    if not isinstance(get_proper_type(tensor.args[0]), AnyType):
        return signature
    return signature.copy_modified(ret_type=call.shaped(tensor, result.shape))
