"""Pinning: ``Block(256)`` becomes ``Block[Literal[256]]``, and ``Block(n)`` of a plain int ``Block[Any]``.

It holds for the type variables bound to ``int`` of every callable, ours or the user's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mypy.nodes import Expression
from mypy.typeops import get_all_type_vars
from mypy.types import (
    CallableType,
    Instance,
    LiteralType,
    TupleType,
    Type,
    TypeVarLikeType,
    TypeVarType,
    get_proper_type,
)

from typed_torch.errors import ShapeError
from typed_torch.mypy_plugin.calls import Call, Passed
from typed_torch.mypy_plugin.convert import any_type, dim_of
from typed_torch.mypy_plugin.displays import is_in_display
from typed_torch.mypy_plugin.report import report
from typed_torch.mypy_plugin.settling import with_settled
from typed_torch.shape import UNKNOWN, Rule
from typed_torch.shape.dims import differ, show_dim
from typed_torch.shape.rule import compose

__all__ = ["has_sizes", "pin", "pin_class"]

# In these a type variable is no size: `list[N]` is a list of ints.
_CONTAINERS = ("builtins.", "collections.", "typing.", "typing_extensions.")


def has_sizes(signature: CallableType) -> bool:
    """Whether ``signature`` has a type variable to pin."""
    return any(map(_is_size, signature.variables))


def _is_size(variable: TypeVarLikeType) -> bool:
    if not isinstance(variable, TypeVarType):
        return False
    bound = get_proper_type(variable.upper_bound)
    return isinstance(bound, Instance) and bound.type.fullname == "builtins.int"


def pin(call: Call, signature: CallableType) -> CallableType:
    """The signature of ``call`` with the sizes that its arguments settle."""
    sizes = [v for v in signature.variables if _is_size(v) and _is_size_of(v, signature)]
    if not sizes:
        return signature
    settled: dict[TypeVarLikeType, list[Type]] = {}
    for formal, actuals in zip(signature.arg_types, call.formals, strict=True):
        for variable, passed in _aligned(call, formal, actuals):
            if variable in sizes and (size := _settled(call, passed)) is not None:
                settled.setdefault(variable, []).append(size)
    # Two different literals for one variable are left to mypy.
    return with_settled(signature, {v: types[0] for v, types in settled.items() if all(t == types[0] for t in types)})


def _is_size_of(variable: TypeVarLikeType, signature: CallableType) -> bool:
    """Whether ``variable`` is part of a tensor or of a class of the user's, rather than an int of its own."""
    return any(_holds(type_, variable) for type_ in (signature.ret_type, *signature.arg_types))


def _holds(type_: Type, variable: TypeVarLikeType) -> bool:
    proper = get_proper_type(type_)
    return (
        isinstance(proper, Instance)
        and not proper.type.fullname.startswith(_CONTAINERS)
        and any(variable in get_all_type_vars(argument) for argument in proper.args)
    )


def _aligned(call: Call, formal: Type, actuals: Sequence[Expression]) -> Iterator[tuple[TypeVarType, Passed]]:
    """The type variables of a parameter, each with what is passed for it."""
    proper = get_proper_type(formal)
    if len(actuals) != 1 or not isinstance(proper, (TypeVarType, TupleType)):
        return
    passed = call.passed(actuals[0])
    if isinstance(proper, TypeVarType):
        yield proper, passed
        return
    elements = call.elements(passed) or []
    if len(elements) == len(proper.items):
        for item, element in zip(map(get_proper_type, proper.items), elements, strict=True):
            if isinstance(item, TypeVarType):
                yield item, element


def _settled(call: Call, passed: Passed) -> Type | None:
    """The size an argument settles: a literal, ``Any`` for a plain int, ``None`` where mypy infers it."""
    constant = call.constant(passed)
    proper = get_proper_type(passed.type)
    if not isinstance(proper, Instance) or proper.type.fullname != "builtins.int":
        return None
    if not isinstance(constant, int) or is_in_display(call):
        return any_type()
    return LiteralType(constant, proper.copy_modified(last_known_value=None))


def pin_class(call: Call, rule: Rule, made: Type, parameters: list[str]) -> Type:
    """The type of a new instance of one of our classes, its type arguments set to what ``rule`` pins.

    Args:
        call: the call of the class.
        rule: its rule.
        made: the type that mypy gives the instance.
        parameters: the names of the parameters of its constructor.
    """
    instance, passed = get_proper_type(made), call.arguments(parameters)
    if passed is None or not isinstance(instance, Instance):
        return made
    arguments = list(instance.args)
    for index, name in enumerate(rule.pins):
        size, place = passed.given.get(name), passed.find(name)
        if size is None or place is None:
            continue
        declared, actual = dim_of(arguments[index]), call.dim(size)
        if differ(declared, actual):
            headline = f"{name} must be {show_dim(declared)} as in its type, got {show_dim(actual)}"
            error = ShapeError(compose(rule.name, headline, {}), operation=rule.name, argument=name)
            report(call.api, error, place.at)
        elif declared is UNKNOWN and not is_in_display(call):
            arguments[index] = call.dim_type(actual)
    return instance.copy_modified(args=arguments)
