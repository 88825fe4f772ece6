"""torch's own operations on typed tensors: whatever name a call goes by, its rule says what it returns."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial, reduce
from typing import Any

from mypy.nodes import (
    ArgKind,
    CallExpr,
    Context,
    EllipsisExpr,
    Expression,
    ListExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    SliceExpr,
    TupleExpr,
)
from mypy.operators import reverse_op_methods
from mypy.plugin import AttributeContext, FunctionContext, MethodContext
from mypy.types import AnyType, Instance, NoneType, TupleType, Type, TypeVarType, UnionType, get_proper_type

from typed_torch import _device, _dtype
from typed_torch.errors import TensorTypeError
from typed_torch.mypy_plugin.autocast import is_under_autocast
from typed_torch.mypy_plugin.bindings import imports_us, is_rebound
from typed_torch.mypy_plugin.calls import Call, Passed
from typed_torch.mypy_plugin.convert import (
    any_type,
    device_of,
    dtype_of,
    dtypes_of,
    is_tensor,
    optional_as,
    spec_of,
    tensor_of,
    variants_of,
)
from typed_torch.mypy_plugin.displays import is_in_display
from typed_torch.mypy_plugin.fullnames import DEVICES, DTYPES, TENSOR
from typed_torch.mypy_plugin.learned import learn, simplified
from typed_torch.mypy_plugin.report import is_trial, report_of_any_overload, trial
from typed_torch.shape import UNKNOWN, Dim, Many, Rule, Spec, Symbol
from typed_torch.shape.arguments import Kind, kinds_of
from typed_torch.shape.promotion import DEFAULT, promoted
from typed_torch.shape.ranks import of_any_rank
from typed_torch.shape.spec import Data, DeviceVariable, Index, Number, Operand, Several, Sizes, device_kind

__all__ = ["dtype_named", "field_of", "property_of", "result_for", "result_of"]

_REFLECTED = {f"Tensor.{name}" for name in reverse_op_methods.values() if name.startswith("__r")}
_SEQUENCES = ("builtins.list", "builtins.tuple", "torch.Size", "torch._C.Size")
_NUMBERS = {"builtins.bool": True, "builtins.int": 1, "builtins.float": 1.0, "builtins.complex": 1j}
"""A number of each kind; rules ask of one that is not known no more than its kind."""
_KINDS = {"builtins.bool": "bool", "builtins.int": "int64", "builtins.float": DEFAULT, "builtins.complex": "complex64"}
_DTYPES = {leaf.__name__.lower(): leaf.__name__ for leaf in _dtype.DType.leaves()}
_DTYPES_BY_NAME = {name: name for name in _DTYPES} | {
    "float": "float32", "double": "float64", "half": "float16", "long": "int64", "int": "int32", "short": "int16",
    "cfloat": "complex64", "cdouble": "complex128",
}  # fmt: skip
_DEVICES = {leaf.__name__.lower(): leaf.__name__ for leaf in _device.Device.leaves()}


def result_of(rule: Rule, ctx: FunctionContext | MethodContext) -> Type:
    """What a call returns, as far as ``rule`` can tell; what mypy has found where no argument is a typed tensor."""
    receiver = [Passed(ctx.type, ctx.context)] if isinstance(ctx, MethodContext) else []
    return _result(rule, ctx, receiver, {})


def result_for(rule: Rule, ctx: MethodContext, config: Mapping[str, Any]) -> Type:
    """The same for the call of a module that was made with ``config``."""
    return _result(rule, ctx, [], config)


def property_of(rule: Rule, ctx: AttributeContext) -> Type:
    """What ``x.T`` is, as far as ``rule`` can tell."""
    tensor, spec = tensor_of(ctx.type), spec_of(ctx.type)
    if tensor is None or ctx.is_lvalue:
        return ctx.default_attr_type
    call = Call(ctx)
    try:
        result = of_any_rank(rule, dict.fromkeys(rule.required, spec))
    except TensorTypeError as error:
        report_of_any_overload(call.api, error, ctx.context)
        return tensor.copy_modified(args=[any_type()] * 3)
    keeps_dtype = partial(_keeps_dtype, rule, {"input": spec}, [tensor])
    default = ctx.default_attr_type
    return optional_as(default, _Results(call, [tensor], True, keeps_dtype).type_of(result, default))


# Of a named tuple of torch's, the places of its fields.
_FIELDS = {
    "values": 0,
    "indices": 1,
    "min": 0,
    "max": 1,
    "mantissa": 0,
    "exponent": 1,
    "hist": 0,
    "bin_edges": 1,
    "U": 0,
    "S": 1,
    "V": 2,
    "Vh": 2,
    "Q": 0,
    "R": 1,
    "sign": 0,
    "logabsdet": 1,
    "solution": 0,
    "LU": 0,
    "eigenvalues": 0,
    "eigenvectors": 1,
    "output": 0,
    "counts": 1,
}


def field_of(name: str, ctx: AttributeContext) -> Type:
    """``x.max(1).values``: the item of that name."""
    owner, place = get_proper_type(ctx.type), _FIELDS.get(name)
    known = isinstance(owner, TupleType) and place is not None and place < len(owner.items)
    return owner.items[place] if known and isinstance(owner, TupleType) and place is not None else ctx.default_attr_type


def _result(
    rule: Rule, ctx: FunctionContext | MethodContext, receiver: list[Passed], config: Mapping[str, Any]
) -> Type:
    call = Call(ctx)
    passed = _passed(call, ctx, rule, receiver)
    if passed is None:
        return _of_unknown_shape(ctx.default_return_type)
    if _is_tried_first(call, rule, ctx):
        return ctx.default_return_type
    given = _flat(call, passed.values())
    tensors = [tensor for each in given if (tensor := tensor_of(each.type) or _item_of(each.type)) is not None]
    if not {*passed, *config} >= set(rule.required):
        return ctx.default_return_type
    if not tensors:
        return _created(call, rule, passed, ctx.default_return_type)
    kinds = kinds_of(rule)
    options = {name: value for name, value in config.items() if name in kinds and kinds[name].of is not Spec}
    values = {**options, **{name: _value(call, kinds[name], value) for name, value in passed.items()}}
    try:
        result = _of_variants(rule, values, passed)
    except TensorTypeError as error:
        is_alone = any(len(variants_of(each.type)) > 1 for each in given) or not _is_one_of_several(call, ctx)
        if is_alone and (is_trial() or not _another_takes(call, ctx, given)):
            report_of_any_overload(call.api, error, _place(passed, error.argument, ctx.context))
        return tensors[0].copy_modified(args=[any_type()] * 3)
    if rule.dtype is None and result == Spec() and isinstance(get_proper_type(ctx.default_return_type), AnyType):
        return ctx.default_return_type  # it may be several tensors
    learn(call, rule, values, result)
    are_typed = len(tensors) == sum(map(_is_tensor, given))
    keeps_dtype = partial(_keeps_dtype, rule, values, tensors) if are_typed else bool
    return _Results(call, tensors, are_typed, keeps_dtype).type_of(result, ctx.default_return_type)


def _of_unknown_shape(type_: Type) -> Type:
    """What comes of arguments behind a star, for all overloads that may take them alike."""
    tensor = tensor_of(type_)
    return type_ if tensor is None else tensor.copy_modified(args=[any_type(), *tensor.args[1:]])


def _item_of(type_: Type) -> Instance | None:
    """The tensor that a list holds, any number of them."""
    proper = get_proper_type(type_)
    is_list = isinstance(proper, Instance) and proper.type.fullname in _SEQUENCES and proper.args
    return tensor_of(proper.args[0]) if is_list and isinstance(proper, Instance) else None


def _of_variants(rule: Rule, values: Mapping[str, Any], passed: Mapping[str, Any]) -> Any:
    """What ``rule`` returns; of an argument of several types, a type that it takes is enough: code chose among them."""
    several = {
        name: variants
        for name, value in passed.items()
        if isinstance(value, Passed) and isinstance(values[name], Spec)
        for variants in [variants_of(value.type)]
        if len(variants) > 1
    }
    if not several or len(several) > 2:
        return of_any_rank(rule, values)
    results, refused = [], None
    for chosen in itertools.product(*several.values()):
        try:
            results.append(
                of_any_rank(rule, {**values, **{n: spec_of(e) for n, e in zip(several, chosen, strict=True)}})
            )
        except TensorTypeError as error:
            refused = error
    if refused is not None and not results:
        raise refused
    return results[0] if all(result == results[0] for result in results) else rule(**values)


def _is_one_of_several(call: Call, ctx: FunctionContext | MethodContext) -> bool:
    """Whether mypy asks of one type after the other, of those that an operand or a receiver may have."""
    if not isinstance(ctx, MethodContext):
        return False
    written = ctx.context
    operands: list[Expression] = []
    if isinstance(written, OpExpr):
        operands = [written.left, written.right]
    elif isinstance(written, CallExpr) and isinstance(written.callee, MemberExpr):
        operands = [written.callee.expr]
    types = (call.api.lookup_type_or_none(operand) for operand in operands)
    return any(len(variants_of(type_)) > 1 for type_ in types if type_ is not None)


def _another_takes(call: Call, ctx: FunctionContext | MethodContext, given: Sequence[Passed]) -> bool:
    """Whether the module that is called may be another too, chosen by code, which takes what is given."""
    written = ctx.context.callee if isinstance(ctx.context, CallExpr) else None
    called = None if written is None else get_proper_type(call.api.lookup_type_or_none(written))
    if not isinstance(ctx, MethodContext) or not isinstance(called, UnionType):
        return False
    arguments = [each.at for each in given if isinstance(each.at, Expression)]
    others = [item for item in map(get_proper_type, called.items) if isinstance(item, Instance) and item != ctx.type]
    return any(_takes(call, other, arguments, ctx.context) for other in others)


def _takes(call: Call, module: Instance, arguments: list[Expression], at: Context) -> bool:
    with trial() as refused, call.api.msg.filter_errors():
        kinds = [ArgKind.ARG_POS] * len(arguments)
        call.api.expr_checker.check_method_call_by_name("__call__", module, arguments, kinds, at)
    return not refused


def _is_tried_first(call: Call, rule: Rule, ctx: FunctionContext | MethodContext) -> bool:
    """Whether this is ``__radd__`` of two typed tensors, which mypy tries where the right one is a subclass."""
    if not isinstance(ctx, MethodContext) or not isinstance(ctx.context, OpExpr) or rule.path not in _REFLECTED:
        return False
    left = call.api.lookup_type_or_none(ctx.context.left)
    return left is not None and tensor_of(left) is not None


def _created(call: Call, rule: Rule, passed: Mapping[str, Any], default: Type) -> Type:
    """A new tensor of torch's, typed in a file that types tensors, unless its name is given to others later."""
    kinds = kinds_of(rule)
    if rule.takes_tensors or not imports_us(call.api.tree) or is_rebound(call.api, call.context):
        return default
    try:
        result = rule(**{name: _value(call, kinds[name], value) for name, value in passed.items()})
    except TensorTypeError as error:
        report_of_any_overload(call.api, error, _place(dict(passed), error.argument, call.context))
        return default
    template = call.named(TENSOR, any_type(), any_type(), any_type())
    return _Results(call, [template], False, bool).type_of(result, default)


def _keeps_dtype(rule: Rule, values: Mapping[str, Any], tensors: Sequence[Instance]) -> bool:
    """Whether tensors of one dtype, whichever of those that their type admits, give a result of the same."""
    types = [tensor.args[1] for tensor in tensors]
    if any(type_ != types[0] for type_ in types):
        return False
    return all(_dtype_of_result(rule, values, dtype) == dtype for dtype in dtypes_of(types[0]) or _DTYPES)


def _dtype_of_result(rule: Rule, values: Mapping[str, Any], dtype: str) -> str | None:
    try:
        result = rule(**{name: _with_dtype(value, dtype) for name, value in values.items()})
    except TensorTypeError:
        return None
    return result.dtype if isinstance(result, Spec) else None


def _with_dtype(value: Any, dtype: str) -> Any:
    if isinstance(value, list):
        return [_with_dtype(each, dtype) for each in value]
    return replace(value, dtype=dtype) if isinstance(value, Spec) else value


def _passed(
    call: Call, ctx: FunctionContext | MethodContext, rule: Rule, receiver: list[Passed]
) -> dict[str, Any] | None:
    """What is passed for each parameter of ``rule``; ``None`` if a star hides some."""
    positional = [*receiver]
    keywords: dict[str, Passed] = {}
    if isinstance(ctx.context, CallExpr) and not call.is_chained:
        for expression, kind, name in zip(ctx.context.args, ctx.context.arg_kinds, ctx.context.arg_names, strict=True):
            if kind.is_star():
                return None
            if kind == ArgKind.ARG_NAMED and name is not None:
                keywords[name] = call.passed(expression)
            else:
                positional.append(call.passed(expression))
    else:
        positional += [call.passed(expression) for of_formal in ctx.args for expression in of_formal]
    # Of the last argument nobody may know whether it is one size or all of them.
    return rule.named(positional, keywords, lambda each: _is_sequence(call, each) or _is_any(each, positional))


def _is_any(passed: Passed, positional: Sequence[Passed]) -> bool:
    return passed is positional[-1] and isinstance(get_proper_type(passed.type), AnyType)


def _is_sequence(call: Call, passed: Passed) -> bool:
    proper = get_proper_type(passed.type)
    return isinstance(proper, TupleType) or (
        isinstance(proper, Instance) and any(base.fullname in _SEQUENCES for base in proper.type.mro)
    )


def _flat(call: Call, values: Iterable[Passed | list[Passed]]) -> list[Passed]:
    """All that is passed, the elements of sequences one by one."""
    found: list[Passed] = []
    for value in values:
        for each in value if isinstance(value, list) else [value]:
            elements = call.elements(each) if _is_sequence(call, each) else None
            found += [each] if elements is None else elements
    return found


def _place(passed: dict[str, Any], argument: str, context: Context) -> Context:
    found = passed.get(argument.partition("[")[0])
    return found.at if isinstance(found, Passed) else context


def _value(call: Call, kind: Kind, passed: Passed | Sequence[Passed]) -> Any:
    """What a rule computes with for one argument."""
    if not isinstance(passed, Passed):
        is_of_tensors = kind.of == Sequence[Spec]
        return [spec_of(each.type) or Spec() if is_of_tensors else call.dim(each) for each in passed]
    if kind.optional and isinstance(get_proper_type(passed.type), NoneType):
        return None
    if kind.of == Sequence[Spec]:
        elements = call.elements(passed)
        return [Spec()] if elements is None else [spec_of(each.type) or Spec() for each in elements]
    if kind.of in (Spec, Operand, Dim | Spec) and _is_tensor(passed):
        return spec_of(passed.type)
    if kind.of is Spec:
        return spec_of(passed.type) or Spec()
    if kind.of in (Sizes, Dim | Sizes, str | Dim | Sizes) and _is_sequence(call, passed):
        elements = call.elements(passed)
        return UNKNOWN if elements is None else [call.dim(each) for each in elements]
    if kind.of in (Dim, Dim | Sizes, Dim | Spec):
        return call.dim(passed)
    if kind.of == str | Dim | Sizes:
        constant = call.constant(passed)
        return constant if isinstance(constant, str) else call.dim(passed)
    if kind.of in (Number, Operand):
        return _number(call, passed)
    if kind.of in (Sequence[float], float | Sequence[float]) and _is_sequence(call, passed):
        elements = call.elements(passed)
        return UNKNOWN if elements is None else [_number(call, each) for each in elements]
    if kind.of is Index:
        return _index(call, passed)
    if kind.of is Data:
        return _data(call, passed.expression)
    if kind.of == Number | Dim:
        dim = call.dim(passed)
        if dim is not UNKNOWN or not isinstance(passed.type, Instance):
            return dim
        return _some() if passed.type.type.fullname == "builtins.int" else _number(call, passed)
    if kind.of == Spec | str and _is_tensor(passed):
        return spec_of(passed.type)
    if kind.of in (str, Spec | str, str | bool) and (name := dtype_named(passed) or device_of(passed.type)) is not None:
        return name
    constant = call.constant(passed)
    return UNKNOWN if constant is None else constant


def _index(call: Call, passed: Passed) -> Any:
    """What stands in brackets, as far as it can be read."""
    if isinstance(passed.expression, TupleExpr):
        return [_item(call, item) for item in passed.expression.items]
    return UNKNOWN if passed.expression is None else [_item(call, passed.expression)]


def _data(call: Call, expression: Expression | None) -> Any:
    """What nested lists of numbers hold: their shape, and the greatest kind of number."""
    if isinstance(expression, (ListExpr, TupleExpr)):
        items = [_data(call, item) for item in expression.items]
        if not items or UNKNOWN in items:
            return UNKNOWN
        kinds = [item.dtype for item in items]
        dtype = None if None in kinds else reduce(promoted, kinds)
        return Spec((len(items), *items[0].shape), dtype) if len({item.shape for item in items}) == 1 else UNKNOWN
    proper = None if expression is None else call.passed(expression).type
    name = _KINDS.get(proper.type.fullname) if isinstance(proper, Instance) else None
    return UNKNOWN if name is None else Spec((), name)


def _item(call: Call, expression: Expression) -> Any:
    if isinstance(expression, ListExpr):
        return _chosen(call, expression)
    if isinstance(expression, SliceExpr):
        bounds = (expression.begin_index, expression.end_index, expression.stride)
        return slice(*(None if bound is None else call.dim(call.passed(bound)) for bound in bounds))
    if isinstance(expression, EllipsisExpr):
        return ...
    passed = call.passed(expression)
    if isinstance(passed.type, NoneType):
        return None
    if _is_tensor(passed):
        return spec_of(passed.type)
    if isinstance(passed.type, TypeVarType):
        return call.dim(passed)
    if not isinstance(passed.type, Instance) or passed.type.type.fullname != "builtins.int":
        return UNKNOWN  # a list or a bool, which choose as tensors do
    dim = call.dim(passed)
    return _some() if dim is UNKNOWN else dim


def _chosen(call: Call, numbers: ListExpr) -> Any:
    """A list of places, which chooses as a tensor does."""
    types = [call.passed(each).type for each in numbers.items]
    are_ints = all(isinstance(each, Instance) and each.type.fullname == "builtins.int" for each in types)
    return Spec((len(types),), "int64") if types and are_ints else UNKNOWN


def _is_tuple(type_: Type) -> bool:
    return isinstance(type_, Instance) and type_.type.fullname == "builtins.tuple"


def _some() -> Symbol:
    """An int of which nothing else is known: a size of no name."""
    return Symbol("?", object())


def _is_tensor(passed: Passed) -> bool:
    proper = get_proper_type(passed.type)
    if isinstance(proper, UnionType):
        return len(variants_of(proper)) > 1 and tensor_of(proper) is not None
    return is_tensor(proper)


def _number(call: Call, passed: Passed) -> Any:
    proper = get_proper_type(passed.type)
    constant = call.constant(passed)
    if isinstance(constant, (int, float, complex)):
        return constant
    return _NUMBERS.get(proper.type.fullname, UNKNOWN) if isinstance(proper, Instance) else UNKNOWN


def dtype_named(passed: Passed) -> str | None:
    """The dtype that an argument names: ``torch.float16``, or one of ours by its type."""
    expression: Expression | None = passed.expression
    if isinstance(expression, (MemberExpr, NameExpr)) and expression.fullname.startswith("torch."):
        return _DTYPES_BY_NAME.get(expression.fullname.rpartition(".")[2])
    return dtype_of(passed.type)


class _Results:
    """The types of what a rule returns for a call of ``tensors``, all there are or all that are typed."""

    def __init__(self, call: Call, tensors: Sequence[Instance], are_all: bool, keeps_dtype: Callable[[], bool]) -> None:
        self._call = call
        self._tensors = tensors
        self._are_all = are_all
        self._claims_dtype = not is_under_autocast(call)
        self._keeps_dtype = keeps_dtype

    def type_of(self, result: Any, default: Type) -> Type:
        """The type of a tensor or of several; ``default`` where it takes more than the rule says."""
        proper = get_proper_type(default)
        if isinstance(result, Several) or (result == Spec() and _is_tuple(proper)):
            each = self._tensor(result.each if isinstance(result, Several) else result)
            return self._call.api.named_generic_type("builtins.tuple", [each])
        if isinstance(result, Spec):
            return default if isinstance(proper, TupleType) else self._tensor(result)
        if isinstance(result, tuple):
            items = [self._item(each) for each in result]
            if isinstance(proper, TupleType) and len(proper.items) == len(items):
                return proper.copy_modified(items=items)
            if isinstance(proper, Instance) and _is_tuple(proper):
                return TupleType(items, proper)
            if isinstance(proper, AnyType):
                return self._tuple(items)
        return default

    def _item(self, result: Spec | tuple[Any, ...] | None) -> Type:
        if result is None:
            return NoneType()
        if isinstance(result, Spec):
            return self._tensor(result)
        return self._tuple([self._item(each) for each in result])

    def _tuple(self, items: list[Type]) -> TupleType:
        return TupleType(items, self._call.api.named_generic_type("builtins.tuple", [any_type()]))

    def _tensor(self, spec: Spec) -> Type:
        arguments = [self._shape(spec), self._dtype(spec), self._device(spec)]
        return self._tensors[0].copy_modified(args=arguments)

    def _shape(self, spec: Spec) -> Type:
        if is_in_display(self._call):
            return any_type()
        spec = spec.with_shape(simplified(self._call, spec.shape))
        for tensor in self._tensors:
            known = spec_of(tensor)
            if known is not None and known.shape == spec.shape:
                return tensor.args[0]
        if Many() in spec.shape and len(spec.shape) == 1:
            return any_type()
        return self._call.shaped(self._tensors[0], spec.shape).args[0]

    def _dtype(self, spec: Spec) -> Type:
        if not self._claims_dtype:
            return any_type()
        if spec.dtype in _DTYPES:
            return self._call.named(f"{DTYPES}{_DTYPES[spec.dtype]}")
        return self._common(1) if self._keeps_dtype() else any_type()

    def _device(self, spec: Spec) -> Type:
        if isinstance(spec.device, DeviceVariable) and isinstance(spec.device.scope, TypeVarType):
            return spec.device.scope
        kind = None if spec.device is None else device_kind(spec.device)
        return self._common(2) if kind not in _DEVICES else self._call.named(f"{DEVICES}{_DEVICES[kind]}")

    def _common(self, place: int) -> Type:
        first = self._tensors[0].args[place]
        are_alike = all(tensor.args[place] == first for tensor in self._tensors)
        return first if self._are_all and are_alike else any_type()
