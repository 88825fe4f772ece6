"""The arguments of a call of torch's: the parameter of a rule that each is for, and what the rule computes with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from mypy.nodes import (
    ArgKind,
    CallExpr,
    EllipsisExpr,
    Expression,
    ListExpr,
    MemberExpr,
    NameExpr,
    SliceExpr,
    TupleExpr,
)
from mypy.plugin import FunctionContext, MethodContext
from mypy.types import AnyType, Instance, NoneType, TupleType, Type, TypeVarType, UnionType, get_proper_type

from typed_torch import _dtype
from typed_torch.mypy_plugin.calls import Call, Passed
from typed_torch.mypy_plugin.convert import (
    device_of,
    dtype_of,
    dtypes_of,
    is_plain_int,
    is_tensor,
    spec_of,
    tensor_of,
    variants_of,
)
from typed_torch.mypy_plugin.jaxtyping.marks import FAMILIES, marked
from typed_torch.shape import UNKNOWN, Dim, Rule, Spec, Symbol
from typed_torch.shape.arguments import Kind
from typed_torch.shape.promotion import DEFAULT, promoted
from typed_torch.shape.spec import Data, Index, Number, Operand, Several, Sizes

__all__ = [
    "DTYPE_NAMES",
    "admitted_dtypes",
    "dtype_named",
    "flat",
    "is_a_tensor",
    "is_sequence",
    "item_of_list",
    "passed_for",
    "value_of",
]

_SEQUENCES = ("builtins.list", "builtins.tuple", "torch.Size", "torch._C.Size")
_NUMBERS = {"builtins.bool": True, "builtins.int": 1, "builtins.float": 1.0, "builtins.complex": 1j}
"""A number of each kind; rules ask of one that is not known no more than its kind."""
_KINDS = {"builtins.bool": "bool", "builtins.int": "int64", "builtins.float": DEFAULT, "builtins.complex": "complex64"}
DTYPE_NAMES = [leaf.__name__.lower() for leaf in _dtype.DType.leaves()]
_DTYPES_BY_NAME = {name: name for name in DTYPE_NAMES} | {
    "float": "float32", "double": "float64", "half": "float16", "long": "int64", "int": "int32", "short": "int16",
    "cfloat": "complex64", "cdouble": "complex128",
}  # fmt: skip


_SIGNED = _dtype.SignedInteger.names()


def passed_for(
    call: Call, ctx: FunctionContext | MethodContext, rule: Rule, receiver: list[Passed]
) -> dict[str, Any] | None:
    """What is passed for each parameter of ``rule``; ``None`` if a star hides some."""
    positional = [*receiver]
    keywords: dict[str, Passed] = {}
    if isinstance(ctx.context, CallExpr) and not call.is_chained:
        for expression, kind, name in zip(ctx.context.args, ctx.context.arg_kinds, ctx.context.arg_names, strict=True):
            if kind == ArgKind.ARG_STAR:
                passed = call.passed(expression)
                elements = call.elements(passed)
                if elements is None and (sizes := call.sizes(passed)) is not None:
                    elements = [Passed(call.dim_type(dim), expression) for dim in sizes]
                if elements is None:
                    return None
                positional += elements
                continue
            if kind == ArgKind.ARG_STAR2:
                return None
            if kind == ArgKind.ARG_NAMED and name is not None:
                keywords[name] = call.passed(expression)
            else:
                positional.append(call.passed(expression))
    else:
        positional += [call.passed(expression) for of_formal in ctx.args for expression in of_formal]
    # Of the last argument nobody may know whether it is one size or all of them.
    return rule.named(positional, keywords, lambda each: is_sequence(call, each) or _is_any(each, positional))


def _is_any(passed: Passed, positional: Sequence[Passed]) -> bool:
    proper = get_proper_type(passed.type)
    may_be = isinstance(proper, UnionType) and any(map(_is_sequence, proper.items))
    return passed is positional[-1] and (may_be or isinstance(proper, AnyType))


def is_sequence(call: Call, passed: Passed) -> bool:
    """Whether several values are passed as one."""
    proper = get_proper_type(passed.type)
    return all(map(_is_sequence, proper.items)) if isinstance(proper, UnionType) else _is_sequence(proper)


def _is_sequence(type_: Type) -> bool:
    proper = get_proper_type(type_)
    return isinstance(proper, TupleType) or (
        isinstance(proper, Instance) and any(base.fullname in _SEQUENCES for base in proper.type.mro)
    )


def flat(call: Call, values: Iterable[Passed | list[Passed]]) -> list[Passed]:
    """All that is passed, the elements of sequences one by one."""
    found: list[Passed] = []
    for value in values:
        for each in value if isinstance(value, list) else [value]:
            elements = call.elements(each) if is_sequence(call, each) else None
            found += [each] if elements is None else elements
    return found


def item_of_list(type_: Type) -> Instance | None:
    """The tensor that a list holds, any number of them."""
    proper = get_proper_type(type_)
    is_list = isinstance(proper, Instance) and proper.type.fullname in _SEQUENCES and proper.args
    return tensor_of(proper.args[0]) if is_list and isinstance(proper, Instance) else None


def value_of(call: Call, kind: Kind, passed: Passed | Sequence[Passed]) -> Any:
    """What a rule computes with for one argument."""
    if not isinstance(passed, Passed):
        is_of_tensors = kind.of == Sequence[Spec]
        if len(passed) == 1 and (name := dtype_named(passed[0])) is not None:
            return [name]
        return [spec_of(each.type) or Spec() if is_of_tensors else call.dim_or_several(each) for each in passed]
    if kind.optional and isinstance(get_proper_type(passed.type), NoneType):
        return None
    if kind.of == Sequence[Spec]:
        elements = call.elements(passed)
        if elements is None:
            each = item_of_list(passed.type)
            known = Spec() if each is None else spec_of(each) or Spec()
            return Several(known) if kind.takes_several else [Spec()]
        return [spec_of(each.type) or Spec() for each in elements]
    if kind.of in (Spec, Operand, Dim | Spec) and is_a_tensor(passed):
        return spec_of(passed.type)
    if kind.of is Spec or (kind.of is Operand and isinstance(passed.type, AnyType)):  # perhaps a tensor of any shape
        return spec_of(passed.type) or Spec()
    if kind.of in (Sizes, Dim | Sizes, str | Dim | Sizes) and is_sequence(call, passed):
        return _dims(call, passed)
    if kind.of in (Dim, Dim | Sizes, Dim | Spec):
        return call.dim(passed)
    if kind.of == str | Dim | Sizes:
        constant = call.constant(passed)
        return constant if isinstance(constant, str) else call.dim(passed)
    if kind.of in (Number, Operand):
        return _number(call, passed)
    if kind.of in (Sequence[float], float | Sequence[float]) and is_sequence(call, passed):
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
    if kind.of == Spec | str and is_a_tensor(passed):
        return spec_of(passed.type)
    if kind.of in (str, Spec | str, str | bool) and (name := dtype_named(passed) or device_of(passed.type)) is not None:
        return name
    constant = call.constant(passed)
    return UNKNOWN if constant is None else constant


def _dims(call: Call, passed: Passed) -> Any:
    """Sizes or places of dimensions; those of ``tensordot`` are listed for each of two tensors."""
    elements = call.elements(passed)
    if elements is None:
        sizes = call.sizes(passed)
        return UNKNOWN if sizes is None else list(sizes)
    return [_dim_or_dims(call, each) for each in elements]


def _dim_or_dims(call: Call, passed: Passed) -> Any:
    if isinstance(get_proper_type(passed.type), NoneType):
        return None
    return _dims(call, passed) if is_sequence(call, passed) else call.dim(passed)


def _index(call: Call, passed: Passed) -> Any:
    """What stands in brackets, as far as it can be read."""
    if isinstance(passed.expression, TupleExpr):
        return [_item(call, item) for item in passed.expression.items]
    if isinstance(passed.type, TupleType):
        return [_of_type(item) for item in passed.type.items]
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
    if not isinstance(proper, Instance):
        return UNKNOWN
    if proper.type.fullname in _SEQUENCES and proper.args:  # of any length, and of ints where floats may stand
        item = get_proper_type(proper.args[0])
        return Spec((UNKNOWN,)) if isinstance(item, Instance) and item.type.fullname in _KINDS else UNKNOWN
    name = _KINDS.get(proper.type.fullname)
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
    if is_a_tensor(passed):
        return _of_places(passed.type)
    if isinstance(passed.type, TypeVarType):
        return call.dim(passed)
    dim = call.dim(passed) if is_plain_int(passed.type) else UNKNOWN
    return _of_type(passed.type) if dim is UNKNOWN else dim


def _of_type(type_: Type) -> Any:
    """An item of an index of which its type alone is known; a list of numbers chooses as a tensor does."""
    proper = get_proper_type(type_)
    if isinstance(proper, NoneType):
        return None
    if not isinstance(proper, Instance):
        return UNKNOWN
    if is_tensor(proper):
        return _of_places(proper)
    if proper.type.fullname == "builtins.int":
        return _some()
    item = get_proper_type(proper.args[0]) if proper.type.fullname == "builtins.list" else None
    kind = _KINDS.get(item.type.fullname) if isinstance(item, Instance) else None
    return Spec((UNKNOWN,), kind) if kind in {"bool", "int64"} else UNKNOWN


def _of_places(type_: Type) -> Spec | None:
    """A tensor that chooses: one of any signed integers, ``Int`` of jaxtyping's, does so as those of int64 do."""
    tensor, spec = tensor_of(type_), spec_of(type_)
    if tensor is None or spec is None or spec.dtype is not None:
        return spec
    names = admitted_dtypes(tensor.args[1])
    return replace(spec, dtype="int64") if names is not None and names <= _SIGNED else spec


def admitted_dtypes(type_: Type) -> frozenset[str] | None:
    """The dtypes that ``type_`` in a tensor's type admits, one of jaxtyping's families too; ``None`` for all."""
    family = FAMILIES.get(marked(type_) or "")
    return dtypes_of(type_) if family is None else family.names()


def _chosen(call: Call, numbers: ListExpr) -> Any:
    """A list of places, which chooses as a tensor does."""
    types = [call.passed(each).type for each in numbers.items]
    are_ints = all(isinstance(each, Instance) and each.type.fullname == "builtins.int" for each in types)
    return Spec((len(types),), "int64") if types and are_ints else UNKNOWN


def _some() -> Symbol:
    """An int of which nothing else is known: a size of no name."""
    return Symbol("?", object())


def is_a_tensor(passed: Passed) -> bool:
    proper = get_proper_type(passed.type)
    if isinstance(proper, UnionType):
        return len(variants_of(proper)) > 1 and tensor_of(proper) is not None
    return is_tensor(proper)


def _number(call: Call, passed: Passed) -> Any:
    proper = get_proper_type(passed.type)
    constant = call.constant(passed)
    if isinstance(constant, (int, float, complex)):
        return constant
    if isinstance(proper, TypeVarType):
        proper = get_proper_type(proper.upper_bound)
    return _NUMBERS.get(proper.type.fullname, UNKNOWN) if isinstance(proper, Instance) else UNKNOWN


def dtype_named(passed: Passed) -> str | None:
    """The dtype that an argument names: ``torch.float16``, or one of ours by its type."""
    expression: Expression | None = passed.expression
    if isinstance(expression, (MemberExpr, NameExpr)) and expression.fullname.startswith("torch."):
        return _DTYPES_BY_NAME.get(expression.fullname.rpartition(".")[2])
    return dtype_of(passed.type)
