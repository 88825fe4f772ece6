"""torch's own tensors that are passed where typed ones are asked for.

mypy finds that itself, and names what it could infer no sizes for: ``expected "Tensor[tuple[Never, Never], ...]"``.
"""

from __future__ import annotations

from mypy.checker import TypeChecker
from mypy.errorcodes import ARG_TYPE
from mypy.nodes import Expression, FuncDef, SuperExpr
from mypy.types import CallableType, Instance, get_proper_type

from typed_torch.errors import TensorTypeError
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type, spec_of, tensor_of
from typed_torch.mypy_plugin.report import is_trial, report
from typed_torch.mypy_plugin.settling import with_formals
from typed_torch.mypy_plugin.untyped import is_plain
from typed_torch.mypy_plugin.walking import within
from typed_torch.shape import Spec

__all__ = ["may_be_of_super", "without_plain"]


def without_plain(call: Call, signature: CallableType, name: str) -> CallableType:
    """``signature``, said to be of ``name``, that takes anything where a plain tensor is passed; each is reported."""
    formals = list(signature.arg_types)
    for index, (formal, actuals) in enumerate(zip(formals, call.formals, strict=True)):
        asked = None if tensor_of(formal) is None else spec_of(formal)
        plain = [each for each in actuals if _is_plain(call, each)] if asked is not None else []
        if asked is None or not plain:
            continue
        for argument in plain if not may_be_of_super(call.api) else ():
            _report(call, _message(name, signature.arg_names[index] or "argument", asked), argument)
        formals[index] = any_type()
    return signature if formals == signature.arg_types else with_formals(signature, formals)


def may_be_of_super(api: TypeChecker) -> bool:
    """Whether a plain tensor may be what ``super().forward(x)`` of a layer returns, for which mypy asks no plugin."""
    function = api.scope.current_function()
    nodes = within(function.body) if isinstance(function, FuncDef) else ()
    return any(isinstance(node, SuperExpr) and node.name in {"forward", "__call__"} for node in nodes)


def _report(call: Call, message: str, argument: Expression) -> None:
    """Report an error as mypy's own, by its code: what is ignored without the plugin is ignored with it."""
    if is_trial():
        report(call.api, TensorTypeError(message), argument)
    else:
        call.api.fail(message, argument, code=ARG_TYPE)


def _message(name: str, argument: str, asked: Spec) -> str:
    is_any = asked == Spec()
    expected = "a typed tensor" if is_any else str(asked)
    way_out = "pass it through tt.as_tensor" if is_any else "annotate it where it comes from, or check it by tt.parse"
    return f"{name}: {argument} must be {expected}, got a torch.Tensor, which nothing is known of: {way_out}"


def _is_plain(call: Call, argument: Expression) -> bool:
    """Whether ``argument`` is a tensor of torch's that does not pass for a typed one, as it does beside jaxtyping."""
    passed = get_proper_type(call.passed(argument).type)
    return isinstance(passed, Instance) and is_plain(passed) and passed.type.alt_promote is None
