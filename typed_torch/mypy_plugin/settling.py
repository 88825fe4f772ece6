"""Settling: type variables that the arguments of a call decide are taken out of its signature.

mypy would solve them first from the type that is declared for the result, and blame the arguments, if anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mypy.expandtype import expand_type
from mypy.infer import infer_type_arguments
from mypy.subtypes import is_subtype
from mypy.typeops import get_all_type_vars
from mypy.types import (
    CallableType,
    Instance,
    TupleType,
    Type,
    TypeVarLikeType,
    TypeVarTupleType,
    TypeVarType,
    UninhabitedType,
    UnpackType,
    get_proper_type,
)

from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type, tensor_of

__all__ = ["decided_by_rest", "settle", "settle_by_first", "with_formals", "with_settled"]


def settle(call: Call, signature: CallableType) -> CallableType:
    """``signature`` of a creation function without the type variables that its tensor and its dtype decide."""
    settled: dict[TypeVarLikeType, Type] = {}
    for formal, actuals in zip(signature.arg_types, call.formals, strict=True):
        if len(actuals) == 1 and (isinstance(get_proper_type(formal), TypeVarType) or tensor_of(formal) is not None):
            settled |= _decided(signature, formal, call.passed(actuals[0]).type)
    return with_settled(signature, settled)


def settle_by_first(call: Call, signature: CallableType) -> CallableType:
    """``signature`` without the type variables that its first argument decides, if it is a typed tensor.

    It spares mypy to infer them from the context too, where it can crash on a ``TypeVarTuple``.
    """
    if not (call.formals and len(call.formals[0]) == 1 and signature.variables):
        return signature
    tensor, formal = tensor_of(call.passed(call.formals[0][0]).type), signature.arg_types[0]
    if tensor is None or tensor_of(formal) is None:
        return signature
    return with_settled(signature, _decided(signature, formal, tensor))


def _decided(signature: CallableType, formal: Type, actual: Type) -> dict[TypeVarLikeType, Type]:
    """The type variables of ``formal`` that ``actual`` decides."""
    variables = [variable for variable in signature.variables if variable in get_all_type_vars(formal)]
    found = infer_type_arguments(variables, formal, _told_apart(formal, actual))
    return {
        variable: type_
        for variable, type_ in zip(variables, found, strict=True)
        if type_ is not None
        and not isinstance(get_proper_type(type_), UninhabitedType)
        and is_subtype(type_, variable.upper_bound)
    }


def decided_by_rest(signature: CallableType, formal: Instance, actual: Instance) -> dict[TypeVarLikeType, Type]:
    """What ``*S`` in ``formal`` stands for where ``actual`` has any number of sizes; nothing where either is closed."""
    one, other = get_proper_type(formal.args[0]), get_proper_type(actual.args[0])
    if not isinstance(one, TupleType) or not isinstance(other, TupleType) or None in map(_place_of_rest, (one, other)):
        return {}
    decided = _decided(signature, formal, actual)
    return {variable: type_ for variable, type_ in decided.items() if isinstance(variable, TypeVarTupleType)}


def _told_apart(formal: Type, actual: Type) -> Type:
    """``actual``, of any number of sizes, without those that ``N`` or ``*S`` of ``(N, *S)`` may stand for.

    mypy would give ``N`` a size that comes before all that are known.
    """
    asked, came = tensor_of(formal), tensor_of(actual)
    shape = None if asked is None else get_proper_type(asked.args[0])
    other = None if came is None else get_proper_type(came.args[0])
    if came is None or not isinstance(shape, TupleType) or not isinstance(other, TupleType):
        return actual
    before, place = _place_of_rest(shape), _place_of_rest(other)
    if before is None or place is None:
        return actual
    after = len(shape.items) - before - 1
    front, back = other.items[:place], other.items[place + 1 :]
    missing, missing_at_end = max(before - len(front), 0), max(after - len(back), 0)
    front, back = front[: len(front) - missing_at_end] if missing_at_end else front, back[missing:]
    unknown: list[Type] = [any_type()]
    items = [*front, *unknown * missing, other.items[place], *unknown * missing_at_end, *back]
    return came.copy_modified(args=[other.copy_modified(items=items), *came.args[1:]])


def _place_of_rest(shape: TupleType) -> int | None:
    return next((place for place, item in enumerate(shape.items) if isinstance(item, UnpackType)), None)


def with_settled(signature: CallableType, settled: Mapping[TypeVarLikeType, Type]) -> CallableType:
    """``signature`` with types in the place of some of its variables."""
    if not settled:
        return signature
    free = [variable for variable in signature.variables if variable not in settled]
    types = {variable.id: type_ for variable, type_ in settled.items()}
    expanded = expand_type(signature.copy_modified(variables=free), types)
    assert isinstance(expanded, CallableType)
    return expanded


def with_formals(signature: CallableType, formals: Sequence[Type]) -> CallableType:
    """``signature`` with other types for its parameters, and ``Any`` for what these do not name any longer."""
    named = {variable for formal in signature.arg_types for variable in get_all_type_vars(formal)}
    lost = named - {variable for formal in formals for variable in get_all_type_vars(formal)}
    return with_settled(signature.copy_modified(arg_types=[*formals]), dict.fromkeys(lost, any_type()))
