"""torch's own operations on typed tensors: whatever name a call goes by, its rule says what it returns."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

from mypy.checker import TypeChecker
from mypy.nodes import (
    Context,
    Expression,
    OpExpr,
)
from mypy.operators import reverse_op_methods
from mypy.plugin import AttributeContext, FunctionContext, MethodContext
from mypy.types import AnyType, Instance, ProperType, TupleType, Type, TypeVarType, UnionType, get_proper_type

from typed_torch.errors import TensorTypeError
from typed_torch.mypy_plugin.alternatives import another_takes
from typed_torch.mypy_plugin.asked import keep_asked
from typed_torch.mypy_plugin.bindings import imports_us, is_rebound
from typed_torch.mypy_plugin.calls import Call, Passed
from typed_torch.mypy_plugin.convert import (
    any_type,
    is_plain_int,
    is_untold,
    may_be_a_tensor,
    optional_as,
    spec_of,
    tensor_of,
    variants_of,
)
from typed_torch.mypy_plugin.defaults import as_given
from typed_torch.mypy_plugin.fullnames import SIZE, TENSOR
from typed_torch.mypy_plugin.jaxtyping.meant import by_numbers_meant
from typed_torch.mypy_plugin.learned import learn
from typed_torch.mypy_plugin.met import as_met, learn_numbers, rows_of_met
from typed_torch.mypy_plugin.narrowing import as_bound, receiver_as_bound, receiver_of
from typed_torch.mypy_plugin.operands import (
    DTYPE_NAMES,
    admitted_dtypes,
    flat,
    is_a_tensor,
    item_of_list,
    passed_for,
    value_of,
)
from typed_torch.mypy_plugin.report import is_trial, report_of_any_overload
from typed_torch.mypy_plugin.results import Results
from typed_torch.mypy_plugin.specs import filled, put_in
from typed_torch.mypy_plugin.strides import check_view
from typed_torch.mypy_plugin.tested import sizes_by_test, unless_looked_at
from typed_torch.mypy_plugin.untyped import as_unknown, is_plain, made_unknown, unknown_tensor
from typed_torch.mypy_plugin.walking import is_assigned
from typed_torch.shape import RULES, UNKNOWN_SHAPE, Dim, Many, Rule, Spec, Symbol
from typed_torch.shape.arguments import kinds_of
from typed_torch.shape.promotion import category
from typed_torch.shape.ranks import of_any_rank
from typed_torch.shape.rule import doubts, error_of

__all__ = ["absolute", "constructed", "number_of", "property_of", "result_for", "result_of", "row_of", "rows_of"]

_REFLECTED = {f"Tensor.{name}" for name in reverse_op_methods.values() if name.startswith("__r")}


def result_of(rule: Rule, ctx: FunctionContext | MethodContext) -> Type:
    """What a call returns, as far as ``rule`` can tell; what mypy has found where no argument is a typed tensor."""
    receiver = [Passed(_receiver(rule, ctx), ctx.context)] if isinstance(ctx, MethodContext) else []
    with as_given(ctx.api, ctx.context):
        return _result(rule, ctx, receiver, {})


def _receiver(rule: Rule, ctx: MethodContext) -> Type:
    """The tensor whose method is called, of the types that mypy gives it the one that it has."""
    assert isinstance(ctx.api, TypeChecker)
    is_right = isinstance(ctx.context, OpExpr) and rule.path in _REFLECTED
    return ctx.type if is_right else receiver_as_bound(ctx.api, ctx.context, ctx.type)


def number_of(ctx: MethodContext) -> Type:
    """``x.item()``: an int, a float, a bool or a complex number, by the dtype."""
    assert isinstance(ctx.api, TypeChecker)
    tensor = tensor_of(ctx.type)
    if tensor is None or not imports_us(ctx.api.tree):
        return ctx.default_return_type
    result_of(RULES["Tensor.item"], ctx)
    dtypes = admitted_dtypes(tensor.args[1])
    if dtypes is None:
        return ctx.default_return_type
    kinds = set(map(category, dtypes))
    return ctx.api.named_type(f"builtins.{kinds.pop()}") if len(kinds) == 1 else any_type()


def absolute(ctx: FunctionContext) -> Type:
    """``abs(x)``, where it is a tensor: a number is mypy's."""
    is_tensor = any(tensor_of(each) is not None for of_formal in ctx.arg_types for each in of_formal)
    return result_of(RULES["Tensor.__abs__"], ctx) if is_tensor else ctx.default_return_type


def constructed(dtype: str, ctx: FunctionContext) -> Type:
    """``torch.Tensor(2, 3)``, of sizes or data; ``torch.LongTensor([1, 2])`` where a typed tensor is asked for."""
    assert isinstance(ctx.api, TypeChecker)
    call, expected = Call(ctx), ctx.api.expr_checker.type_context[-1]
    is_expected = expected is not None and tensor_of(expected) is not None
    if not imports_us(ctx.api.tree) or not (is_expected or is_plain(ctx.default_return_type)):
        return ctx.default_return_type
    given = [get_proper_type(each) for of_formal in ctx.arg_types for each in of_formal]
    are_sizes = all(isinstance(each, TypeVarType) or is_plain_int(each) or _is_a_size(each) for each in given)
    rule = RULES["empty" if are_sizes else "tensor"]
    passed = passed_for(call, ctx, rule, [])
    if is_rebound(ctx.api, ctx.context) or not passed:
        return unknown_tensor(call) if is_expected else as_unknown(ctx)
    return _created(call, rule, passed, ctx.default_return_type, {"dtype": dtype})


def _is_a_size(type_: ProperType) -> bool:
    fallback = type_.partial_fallback if isinstance(type_, TupleType) else type_
    return isinstance(fallback, Instance) and fallback.type.fullname in {SIZE, "torch._C.Size"}


def result_for(rule: Rule, ctx: MethodContext, config: Mapping[str, Any]) -> Type:
    """The same for the call of a module that was made with ``config``."""
    with as_given(ctx.api, ctx.context):
        return _result(rule, ctx, [], config)


def property_of(rule: Rule, ctx: AttributeContext) -> Type:
    """What ``x.T`` is, as far as ``rule`` can tell."""
    assert isinstance(ctx.api, TypeChecker)
    owner = receiver_as_bound(ctx.api, ctx.context, ctx.type)
    tensor, spec = tensor_of(owner), spec_of(owner)
    if tensor is None or is_assigned(ctx):
        return ctx.default_attr_type
    call = Call(ctx)
    try:
        result = of_any_rank(rule, dict.fromkeys(rule.required, spec))
    except TensorTypeError as error:
        report_of_any_overload(call.api, error, ctx.context)
        return tensor.copy_modified(args=[any_type()] * 3)
    keeps_dtype = partial(_keeps_dtype, rule, {"input": spec}, [tensor])
    default = ctx.default_attr_type
    return optional_as(default, Results(call, rule, [tensor], True, keeps_dtype).type_of(result, default))


def rows_of(ctx: MethodContext) -> Type:
    """What iterating a tensor gives: its elements along the first dimension.

    Of ``x, labels = result()``, where the result is a tensor or a tuple, it says nothing: code knows which one it is.
    """
    call = Call(ctx)
    row = any_type() if _is_of_a_union(call, ctx) else row_of(call, ctx.type, ctx.context)
    return ctx.default_return_type if row is None else call.api.named_generic_type("typing.Iterator", [row])


def _is_of_a_union(call: Call, ctx: MethodContext) -> bool:
    """Whether what is iterated is a tensor or something else."""
    whole = call.api.lookup_type_or_none(ctx.context) if isinstance(ctx.context, Expression) else None
    return isinstance(get_proper_type(whole), UnionType) if whole is not None else False


def row_of(call: Call, type_: Type, at: Context) -> Type | None:
    """An element along the first dimension of a tensor of ``type_``, if it is a typed one."""
    tensor, spec = tensor_of(type_), spec_of(type_)
    if tensor is None or spec is None:
        return None
    rule = RULES["Tensor.__iter__"]
    try:
        rule(spec)
    except TensorTypeError as error:
        report_of_any_overload(call.api, error, at)
    is_known = bool(spec.shape) and not isinstance(spec.shape[0], Many)
    row = spec.with_shape(spec.shape[1:] if is_known else UNKNOWN_SHAPE)
    return Results(call, rule, [tensor], True, lambda: True).type_of(row, any_type())


def _result(
    rule: Rule, ctx: FunctionContext | MethodContext, receiver: list[Passed], config: Mapping[str, Any]
) -> Type:
    call = Call(ctx)
    passed = passed_for(call, ctx, rule, receiver)
    if passed is None:
        return _of_unknown_shape(as_unknown(ctx))
    if _is_tried_first(call, rule, ctx):
        return ctx.default_return_type
    given = flat(call, passed.values())
    tensors = [tensor for each in given if (tensor := tensor_of(each.type) or item_of_list(each.type)) is not None]
    if not {*passed, *config} >= set(rule.required):
        return ctx.default_return_type
    for_tensors = flat(call, [value for name, value in passed.items() if name in rule.for_tensors])
    if not tensors:
        if not config and not any(may_be_a_tensor(each.type) for each in for_tensors):
            return _created(call, rule, passed, ctx.default_return_type)
        if not config or not imports_us(call.api.tree):
            return as_unknown(ctx)
        tensors = [unknown_tensor(call)]  # of a layer's result its own sizes are known
    kinds = kinds_of(rule)
    options = {name: value for name, value in config.items() if name in kinds and kinds[name].of is not Spec}
    values = {**options, **{name: value_of(call, kinds[name], value) for name, value in passed.items()}}
    of_rule = partial(_of_variants, rule, passed=passed)
    try:
        with doubts() as doubted:
            result = unless_looked_at(call.api, ctx.context, of_rule, values)
        for each in doubted[:1]:
            error = error_of(each, rule.name, values)
            report_of_any_overload(call.api, error, _place(passed, each.argument, ctx.context), ctx.context)
        if rule.path == "Tensor.view":
            check_view(call.api, ctx.context, result)
        known = as_met(call.api, ctx.context, values)
        if known is not values:
            result = filled(result, unless_looked_at(call.api, ctx.context, of_rule, known))
        if all(len(variants_of(each.type)) == 1 for each in given):
            may_be_one = _GATING.search(rule.path) is not None
            learn_numbers(call.api, ctx.context, partial(of_rule, least=1), known, may_be_one=may_be_one)
            keep_asked(call.api, ctx.context, partial(of_any_rank, rule, least=1), values)
    except TensorTypeError as error:
        meant = by_numbers_meant(call.api, ctx.context, partial(of_rule, least=1), values)
        if meant is not None:
            return Results(call, rule, tensors, False, bool).type_of(meant, ctx.default_return_type)
        are_several = any(len(variants_of(each.type)) > 1 for each in given)
        is_one = _is_one_of_several(call, ctx)
        is_alone = (
            are_several or not is_one or _refuses_the_others(call, ctx, of_rule, values, next(iter(passed)))
        ) and not ((are_several or is_one) and _takes_by_a_test(call, of_rule, values))
        if is_alone and (is_trial() or not _another_takes(ctx, given)):
            rows = rows_of_met(call.api, ctx.context, values)
            report_of_any_overload(call.api, error, _place(passed, error.argument, ctx.context), ctx.context, rows)
        if not rule.gives_one:
            return made_unknown(call, ctx.default_return_type)
        return tensors[0].copy_modified(args=[any_type()] * 3)
    if rule.dtype is None and result == Spec() and isinstance(get_proper_type(ctx.default_return_type), AnyType):
        return ctx.default_return_type  # it may be several tensors
    if isinstance(ctx.context, OpExpr) and _may_be_anything(call, ctx.context):
        return unknown_tensor(call)
    learn(call, rule, values, result)
    are_typed = len(tensors) == sum(map(is_a_tensor, given))
    if any(isinstance(each.type, AnyType) for each in for_tensors):
        result, are_typed = _with_sure_dtype(rule, values, result), False
    keeps_dtype = partial(_keeps_dtype, rule, values, tensors) if are_typed else bool
    return Results(call, rule, tensors, are_typed, keeps_dtype).type_of(result, ctx.default_return_type)


_GATING = re.compile(r"(?:^|\.)_*[ir]?(?:mul|multiply|div|divide|truediv|where|masked_fill)_*$")


def _of_unknown_shape(type_: Type) -> Type:
    """What comes of arguments behind a star, for all overloads that may take them alike."""
    tensor = tensor_of(type_)
    return type_ if tensor is None else tensor.copy_modified(args=[any_type(), *tensor.args[1:]])


def _takes_by_a_test(call: Call, of_rule: Callable[..., Any], values: Mapping[str, Any]) -> bool:
    """Whether what has several types fits where a test of the function holds, or does not: code chose by it."""
    for sizes in sizes_by_test(call.api):
        with suppress(TensorTypeError):
            of_rule(put_in(sizes, values), least=1, sizes=sizes)
            return True
    return False


def _of_variants(
    rule: Rule,
    values: Mapping[str, Any],
    *,
    passed: Mapping[str, Any],
    least: int,
    sizes: Mapping[Symbol, Dim] = MappingProxyType({}),
) -> Any:
    """What ``rule`` returns; of an argument of several types, a type that it takes is enough: code chose among them."""
    several = {
        name: [put_in(sizes, spec_of(each)) for each in variants]
        for name, value in passed.items()
        if isinstance(value, Passed) and isinstance(values[name], Spec)
        for variants in [variants_of(value.type)]
        if len(variants) > 1
    }
    if not several or len(several) > 2:
        return of_any_rank(rule, values, least=least)
    results, refused = [], None
    for chosen in itertools.product(*several.values()):
        try:
            chosen_values = {**values, **dict(zip(several, chosen, strict=True))}
            results.append(of_any_rank(rule, chosen_values, least=least))
        except TensorTypeError as error:
            refused = error
    if refused is not None and not results:
        raise refused
    return results[0] if all(result == results[0] for result in results) else rule(**values)


def _may_be_anything(call: Call, written: OpExpr) -> bool:
    """Whether an operand is one of several tensors, of which one is not known: mypy asks of one after the other."""
    types = [get_proper_type(call.api.lookup_type_or_none(each)) for each in (written.left, written.right)]
    return any(isinstance(each, UnionType) and is_untold(each) for each in types)


def _is_one_of_several(call: Call, ctx: FunctionContext | MethodContext) -> bool:
    """Whether mypy asks of one type after the other, of those that an operand or a receiver may have."""
    if not isinstance(ctx, MethodContext):
        return False
    written = ctx.context
    operands: list[Expression] = []
    if isinstance(written, OpExpr):
        operands = [written.left, written.right]
    elif (receiver := receiver_of(written)) is not None:
        operands = [receiver]
    types = ((operand, call.api.lookup_type_or_none(operand)) for operand in operands)
    bound = (as_bound(call.api, operand, type_) for operand, type_ in types if type_ is not None)
    return any(len(variants_of(type_)) > 1 for type_ in bound)


def _refuses_the_others(
    call: Call, ctx: FunctionContext | MethodContext, of_rule: Callable[..., Any], values: Mapping[str, Any], first: str
) -> bool:
    """Whether every type that the receiver may have is refused; said of the last one that mypy asks of."""
    own, receiver = tensor_of(ctx.type) if isinstance(ctx, MethodContext) else None, receiver_of(ctx.context)
    known = None if receiver is None else call.api.lookup_type_or_none(receiver)
    variants = [] if known is None or receiver is None else variants_of(as_bound(call.api, receiver, known))
    if own is None or not variants or variants[-1] != own or values[first] != spec_of(own):
        return False
    for each in variants[:-1]:
        with suppress(TensorTypeError):
            of_rule({**values, first: spec_of(each)}, least=1)
            return False
    return True


def _another_takes(ctx: FunctionContext | MethodContext, given: Sequence[Passed]) -> bool:
    """Whether the module that is called may be another too, which takes what is given."""
    arguments = [each.at for each in given if isinstance(each.at, Expression)]
    return isinstance(ctx, MethodContext) and another_takes(ctx, arguments)


def _is_tried_first(call: Call, rule: Rule, ctx: FunctionContext | MethodContext) -> bool:
    """Whether this is ``__radd__`` of two typed tensors, which mypy tries where the right one is a subclass."""
    if not isinstance(ctx, MethodContext) or not isinstance(ctx.context, OpExpr) or rule.path not in _REFLECTED:
        return False
    left = call.api.lookup_type_or_none(ctx.context.left)
    return left is not None and tensor_of(left) is not None


def _created(
    call: Call, rule: Rule, passed: Mapping[str, Any], default: Type, config: Mapping[str, Any] = MappingProxyType({})
) -> Type:
    """A new tensor of torch's, typed in a file that types tensors, unless its name is given to others later."""
    kinds = kinds_of(rule)
    if not imports_us(call.api.tree) or is_rebound(call.api, call.context):
        return default
    try:
        values = {name: value_of(call, kinds[name], value) for name, value in passed.items()}
        result = of_any_rank(rule, {**values, **config})
    except TensorTypeError as error:
        report_of_any_overload(call.api, error, _place(dict(passed), error.argument, call.context), call.context)
        return default
    template = call.named(TENSOR, any_type(), any_type(), any_type())
    return Results(call, rule, [template], False, bool).type_of(result, default)


def _keeps_dtype(rule: Rule, values: Mapping[str, Any], tensors: Sequence[Instance]) -> bool:
    """Whether tensors of one dtype, whichever of those that their type admits, give a result of the same."""
    types = [tensor.args[1] for tensor in tensors]
    if any(type_ != types[0] for type_ in types):
        return False
    return all(_dtype_of_result(rule, values, dtype) == dtype for dtype in admitted_dtypes(types[0]) or DTYPE_NAMES)


def _dtype_of_result(rule: Rule, values: Mapping[str, Any], dtype: str) -> str | None:
    try:
        result = rule(**{name: _with_dtype(value, dtype) for name, value in values.items()})
    except TensorTypeError:
        return dtype  # which is refused anyway
    return result.dtype if isinstance(result, Spec) else None


def _with_sure_dtype(rule: Rule, values: Mapping[str, Any], result: Any) -> Any:
    """``result`` with the one dtype that it has whatever the unknown tensors in ``values`` are."""
    if not isinstance(result, Spec) or result.dtype is not None:
        return result
    unknown = [name for name, value in values.items() if _with_dtype(value, "bool", only_unknown=True) != value]
    found: set[str | None] = set()
    for dtypes in itertools.product(DTYPE_NAMES, repeat=len(unknown)):
        pairs = zip(unknown, dtypes, strict=True)
        told = {name: _with_dtype(values[name], dtype, only_unknown=True) for name, dtype in pairs}
        with suppress(TensorTypeError):
            one = rule(**{**values, **told})
            found.add(one.dtype if isinstance(one, Spec) else None)
        if len(found) > 1:
            return result
    return replace(result, dtype=found.pop()) if found else result


def _with_dtype(value: Any, dtype: str, *, only_unknown: bool = False) -> Any:
    if isinstance(value, list):
        return [_with_dtype(each, dtype, only_unknown=only_unknown) for each in value]
    is_meant = isinstance(value, Spec) and (value.dtype is None or not only_unknown)
    return replace(value, dtype=dtype) if is_meant else value


def _place(passed: dict[str, Any], argument: str, context: Context) -> Context:
    found = passed.get(argument.partition("[")[0])
    return found.at if isinstance(found, Passed) else context
