"""The mypy plugin: ``plugins = ["typed_torch.mypy_plugin"]``.

Hooks route, ``convert`` translates types to dimensions, and the rules of ``typed_torch.shape`` decide. It
never imports torch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mypy.nodes import FuncDef
from mypy.options import Options
from mypy.plugin import (
    FunctionContext,
    FunctionSigContext,
    MethodContext,
    MethodSigContext,
    Plugin,
    ReportConfigContext,
)
from mypy.types import CallableType, FunctionLike, Type

from typed_torch.mypy_plugin.arithmetic import OPERATORS, in_super_call
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import owner_of
from typed_torch.mypy_plugin.creation import read_sizes
from typed_torch.mypy_plugin.displays import claim_less_in_displays
from typed_torch.mypy_plugin.fullnames import FACTORIES, LIKE_FACTORIES, public_path, torch_path
from typed_torch.mypy_plugin.operations import result_of
from typed_torch.mypy_plugin.pinning import has_sizes, pin, pin_class
from typed_torch.mypy_plugin.report import Refused, accepting_anything
from typed_torch.mypy_plugin.rules import check_function, check_method, evaluate
from typed_torch.mypy_plugin.settling import settle
from typed_torch.mypy_plugin.typed_calls import match_call, takes_tensors
from typed_torch.shape import RULES, Rule

__all__ = ["TypedTorchPlugin", "digest", "plugin"]

_UNTOUCHED = ("builtins.", "torch.", "typing.", "typing_extensions.", "collections.")


class TypedTorchPlugin(Plugin):
    """Sends each call to the part of the plugin that knows it."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._digest = digest()

    def get_function_signature_hook(self, fullname: str) -> Callable[[FunctionSigContext], FunctionLike] | None:
        if fullname.startswith(_UNTOUCHED):
            return None
        rule = _rule_of(fullname)
        if rule is None:
            return partial(_typed_call, fullname.rpartition(".")[2])
        return None if rule.pins else partial(_our_function, rule)

    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        # Called for classes also where their type arguments are spelled out: GroupNorm[Literal[64]](32, 64).
        rule = _rule_of(fullname)
        if rule is not None and rule.pins:
            return partial(_our_class, rule)
        operation = _operation_at(fullname)
        return None if operation is None else partial(result_of, operation)

    def get_method_signature_hook(self, fullname: str) -> Callable[[MethodSigContext], FunctionLike] | None:
        if fullname.startswith(_UNTOUCHED):
            return None
        if fullname in FACTORIES:
            return _creation
        if fullname in LIKE_FACTORIES:
            return _like
        if _operation_at(fullname) is not None:  # which its rule checks once mypy has found the overload
            return None
        return partial(_method, fullname)

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        if fullname in OPERATORS:
            return in_super_call
        operation = _operation_at(fullname)
        return None if operation is None else partial(result_of, operation)

    def report_config_data(self, ctx: ReportConfigContext) -> dict[str, str]:
        return {"sources": self._digest}


def _rule_of(fullname: str) -> Rule | None:
    path = public_path(fullname)
    return None if path is None else RULES.get(path)


def _operation_at(fullname: str) -> Rule | None:
    """The rule of one of torch's own operations."""
    path = torch_path(fullname)
    return None if path is None else RULES.get(path)


def _creation(ctx: MethodSigContext) -> FunctionLike:
    call = Call(ctx)
    return claim_less_in_displays(call, settle(call, read_sizes(call, ctx.default_signature)))


def _like(ctx: MethodSigContext) -> FunctionLike:
    call = Call(ctx)
    return claim_less_in_displays(call, settle(call, ctx.default_signature))


def _our_function(rule: Rule, ctx: FunctionSigContext) -> FunctionLike:
    call = Call(ctx)
    return claim_less_in_displays(call, check_function(call, ctx.default_signature, rule))


def _our_class(rule: Rule, ctx: FunctionContext) -> Type:
    call = Call(ctx)
    parameters = [name or "" for name in ctx.callee_arg_names]
    try:
        evaluate(call, None, rule, parameters, {})
    except Refused:
        return ctx.default_return_type
    return pin_class(call, rule, ctx.default_return_type, parameters)


def _method(fullname: str, ctx: MethodSigContext) -> FunctionLike:
    path, _, method = fullname.rpartition(".")
    if method not in {"__call__", "forward"}:
        return _typed_call(method, ctx)
    owner = owner_of(ctx.type, "forward")
    rule = None if owner is None else _rule_of(f"{owner.type.fullname}.forward")
    if owner is None or rule is None:
        return _typed_call(path.rpartition(".")[2], ctx)
    call = Call(ctx)
    return claim_less_in_displays(call, check_method(call, ctx.default_signature, rule, owner))


def _typed_call(name: str, ctx: FunctionSigContext | MethodSigContext) -> CallableType:
    """Pin the sizes of a user's callable, then hold its tensors against its annotations."""
    signature = ctx.default_signature
    sizes, tensors = has_sizes(signature), takes_tensors(signature) and not _is_overload(signature)
    if sizes or tensors:
        call = Call(ctx)
        try:
            signature = pin(call, signature, name) if sizes else signature
        except Refused:
            return accepting_anything(signature)
        signature = match_call(call, signature, name) if tensors else signature
        signature = claim_less_in_displays(call, signature)
    return signature


def _is_overload(signature: CallableType) -> bool:
    """Whether another variant may take the call that this one refuses."""
    return isinstance(signature.definition, FuncDef) and signature.definition.is_overload


def digest(package: Path = Path(__file__).parent.parent) -> str:
    """A digest of the plugin and the rules: mypy drops what it has cached when it changes."""
    found = hashlib.sha256()
    for folder in (package, package / "shape", package / "mypy_plugin"):
        for path in sorted(folder.glob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()


def plugin(version: str) -> type[Plugin]:
    """What mypy calls to load the plugin."""
    return TypedTorchPlugin
