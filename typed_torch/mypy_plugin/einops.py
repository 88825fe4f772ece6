"""Calls of einops' functions, which say of their arguments and results that they are of one type, and of its layers."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from mypy.nodes import ArgKind, CallExpr, StrExpr
from mypy.plugin import FunctionContext, FunctionSigContext, MethodContext
from mypy.types import (
    CallableType,
    Instance,
    LiteralType,
    NoneType,
    Type,
    TypeVarLikeType,
    TypeVarType,
    get_proper_type,
)

from typed_torch.errors import TensorTypeError
from typed_torch.mypy_plugin.bindings import imports_us, only_binding
from typed_torch.mypy_plugin.calls import Call, Passed
from typed_torch.mypy_plugin.convert import any_type, is_tensor, spec_of, tensor_of
from typed_torch.mypy_plugin.fullnames import DTYPES
from typed_torch.mypy_plugin.jaxtyping.meant import by_numbers_meant
from typed_torch.mypy_plugin.learned import learn, simplified
from typed_torch.mypy_plugin.meeting import OfAnyShape
from typed_torch.mypy_plugin.modules import MADE, with_attributes
from typed_torch.mypy_plugin.operands import admitted_dtypes
from typed_torch.mypy_plugin.rebound import unless_rebound
from typed_torch.mypy_plugin.report import report_of_any_overload
from typed_torch.mypy_plugin.results import dtype_class
from typed_torch.mypy_plugin.settling import with_settled
from typed_torch.mypy_plugin.tested import unless_looked_at
from typed_torch.mypy_plugin.values import dim_of_value
from typed_torch.shape import Rule, Spec
from typed_torch.shape.einops import EINOPS
from typed_torch.shape.ranks import of_any_rank

__all__ = ["AXES_LAYERS", "by_named_axes", "layer", "layer_called", "of_its_argument"]


def of_its_argument(ctx: FunctionSigContext) -> CallableType:
    """The signature of such a function for the tensors it is given, whatever its result is declared as."""
    call, signature = Call(ctx), ctx.default_signature
    formals = list(signature.arg_types)
    settled: dict[TypeVarLikeType, Type] = {}
    for index, (formal, actuals) in enumerate(zip(map(get_proper_type, formals), call.formals, strict=True)):
        if len(actuals) != 1 or not isinstance(formal, TypeVarType):
            continue
        passed = call.passed(actuals[0]).type
        if tensor_of(passed) is not None:
            formals[index] = passed
            settled.setdefault(formal, passed)
    return with_settled(signature.copy_modified(arg_types=formals), settled)


def by_named_axes(name: str, ctx: FunctionContext) -> Type:
    """What the function ``name`` returns: a tensor of the shape that the pattern says, of any if that is not known."""
    call, default = Call(ctx), get_proper_type(ctx.default_return_type)
    tensor = tensor_of(default)
    if tensor is None:  # pack and unpack, to mypy of the type of what they are given
        return default.accept(OfAnyShape())
    values, rule = _values(call, name), EINOPS.get(name)
    if rule is None or values is None:
        return _shapeless(tensor)
    return _evaluated(call, rule, tensor, values)


def _shapeless(tensor: Instance) -> Instance:
    return tensor.copy_modified(args=[any_type(), *tensor.args[1:]])


def _evaluated(call: Call, rule: Rule, tensor: Instance, values: dict[str, Any]) -> Instance:
    try:
        result = unless_looked_at(call.api, call.context, partial(of_any_rank, rule), values)
    except TensorTypeError as error:
        written = [int(word) for word in re.findall(r"\b\d+\b", str(values["pattern"]))]
        result = by_numbers_meant(call.api, call.context, partial(of_any_rank, rule), values, written)
        if result is None:
            report_of_any_overload(call.api, error, call.context)
            return _shapeless(tensor)
    if not isinstance(result, Spec):
        return _shapeless(tensor)
    learn(call, rule, values, result)
    return _typed(call, rule, tensor, result)


AXES_LAYERS = {f"einops.layers.torch.{name}": name.lower() for name in ("Rearrange", "Reduce")}
_PATTERN, _REDUCTION, _LENGTH = "pattern", "reduction", "length of "


def layer(ctx: FunctionContext) -> Type:
    """``Rearrange("b c h w -> b (h w) c")``, a module that knows its pattern."""
    call, module, written = Call(ctx), get_proper_type(ctx.default_return_type), ctx.context
    if not isinstance(module, Instance) or not isinstance(written, CallExpr) or not imports_us(call.api.tree):
        return ctx.default_return_type
    attributes: dict[str, Type] = {f"{MADE}it": NoneType()}
    names = iter((_PATTERN, _REDUCTION))
    for argument, kind, keyword in zip(written.args, written.arg_kinds, written.arg_names, strict=True):
        if kind.is_star():
            return ctx.default_return_type
        name, passed = keyword or next(names, ""), call.passed(argument)
        if name in {_PATTERN, _REDUCTION}:
            constant = _text(call, passed)
            text = call.api.named_type("builtins.str")
            attributes[name] = LiteralType(constant, text) if isinstance(constant, str) else any_type()
        else:
            attributes[f"{_LENGTH}{name}"] = call.dim_type(call.dim(passed))
    return unless_rebound(call, with_attributes(module, attributes), ctx.default_return_type)


def layer_called(name: str, ctx: MethodContext) -> Type:
    """What the call of such a module returns, of the function ``name`` with its pattern."""
    module, call = get_proper_type(ctx.type), Call(ctx)
    given = next((each for of_formal in ctx.args for each in of_formal), None)
    passed = None if given is None else call.passed(given)
    tensor = None if passed is None else tensor_of(passed.type)
    if passed is None or tensor is None or not isinstance(module, Instance):
        return ctx.default_return_type
    attributes = module.extra_attrs.attrs if module.extra_attrs is not None else {}
    pattern, reduction = (get_proper_type(attributes.get(name)) for name in (_PATTERN, _REDUCTION))
    if not isinstance(pattern, LiteralType):
        return _shapeless(tensor)
    lengths = {name.removeprefix(_LENGTH): dim_of_value(each) for name, each in attributes.items() if _LENGTH in name}
    values = {"input": spec_of(passed.type) or Spec(), "pattern": pattern.value, "lengths": lengths}
    if isinstance(reduction, LiteralType):
        values["reduction"] = reduction.value
    return _evaluated(call, EINOPS[name], tensor, values)


def _typed(call: Call, rule: Rule, tensor: Instance, result: Spec) -> Instance:
    found = call.shaped(tensor, simplified(call, result.shape))
    if rule.name == "reduce":
        return found.copy_modified(args=[found.args[0], _reduced(call, tensor.args[1], result), found.args[2]])
    if rule.name != "einsum":
        return found
    # To mypy it is of the type of the first tensor.
    dtype = found.args[1] if result.dtype is not None else any_type()
    device = found.args[2] if result.device is not None else any_type()
    return found.copy_modified(args=[found.args[0], dtype, device])


def _text(call: Call, passed: Passed) -> object:
    """What a string is, also one that a name is bound to once."""
    bound = None if passed.expression is None else only_binding(call.api, passed.expression)
    if bound is not None and bound.index is None and isinstance(bound.value, StrExpr):
        return bound.value.value
    return call.constant(passed)


def _reduced(call: Call, dtype: Type, result: Spec) -> Type:
    """The dtype of a reduction of tensors of ``dtype``: bools become integers in a sum."""
    if result.dtype is not None:
        return call.named(f"{DTYPES}{dtype_class(result.dtype)}")
    return any_type() if "bool" in (admitted_dtypes(dtype) or {"bool"}) else dtype


def _values(call: Call, name: str) -> dict[str, Any] | None:
    """What the rule computes with; ``None`` where a star hides something or a list of tensors is passed."""
    written = call.context
    if not isinstance(written, CallExpr) or any(kind.is_star() for kind in written.arg_kinds):
        return None
    positional, keywords = [], {}
    for argument, kind, keyword in zip(written.args, written.arg_kinds, written.arg_names, strict=True):
        if kind == ArgKind.ARG_NAMED and keyword is not None:
            keywords[keyword] = call.passed(argument)
        else:
            positional.append(call.passed(argument))
    if name == "einsum":
        *operands, last = positional
        specs = [spec_of(each.type) for each in operands]
        return {"operands": [each or Spec() for each in specs], "pattern": _text(call, last)}
    names = ("tensor", "pattern", "reduction") if name == "reduce" else ("tensor", "pattern")
    passed = dict(zip(names, positional, strict=False)) | keywords
    if not {"tensor", "pattern"} <= passed.keys() or not is_tensor(get_proper_type(passed["tensor"].type)):
        return None
    lengths = {key: call.dim(each) for key, each in passed.items() if key not in names}
    texts = {each: _text(call, passed[each]) for each in names[1:] if each in passed}
    return {"input": spec_of(passed["tensor"].type) or Spec(), **texts, "lengths": lengths}
