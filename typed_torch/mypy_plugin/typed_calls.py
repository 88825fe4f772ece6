"""Typed calls: arguments against parameters annotated ``Tensor[S, D, Dev]``, in functions and modules of the user's."""

from __future__ import annotations

from mypy.types import CallableType, TypeVarType

from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import pattern_of, spec_of, symbol_of, tensor_of
from typed_torch.mypy_plugin.report import accepting_anything, report
from typed_torch.shape import Dim, Many, Refusal, Symbol, match
from typed_torch.shape.rule import error_of

__all__ = ["match_call", "takes_tensors"]


def takes_tensors(signature: CallableType) -> bool:
    """Whether a parameter of ``signature`` is a typed tensor."""
    return any(tensor_of(formal) is not None for formal in signature.arg_types)


def match_call(call: Call, signature: CallableType, name: str) -> CallableType:
    """The signature of ``call`` if every tensor fits its parameter; otherwise the error, said of ``name``."""
    free = {symbol_of(variable) for variable in signature.variables if isinstance(variable, TypeVarType)}
    sizes: dict[Symbol, Dim | Many] = {}
    for formal, formal_name, actuals in zip(signature.arg_types, signature.arg_names, call.formals, strict=True):
        pattern = pattern_of(formal)
        if pattern is None or len(actuals) != 1:
            continue
        passed = call.passed(actuals[0])
        spec = None if tensor_of(passed.type) is None else spec_of(passed.type)
        if spec is None:
            continue
        try:
            match(pattern, spec, sizes, argument=formal_name or "argument", free=free)
        except Refusal as refusal:
            report(call.api, error_of(refusal, name, {refusal.argument: spec}), passed.at)
            return accepting_anything(signature)
    return signature
