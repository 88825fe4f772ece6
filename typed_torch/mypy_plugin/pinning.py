"""Pinning: ``Block(256)`` becomes ``Block[Literal[256]]``, and ``Block(n)`` of a plain int ``Block[Any]``.

It holds for the type variables bound to ``int`` of every callable, ours or the user's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from mypy.nodes import Context, Expression, FuncDef
from mypy.typeops import get_all_type_vars
from mypy.types import (
    CallableType,
    Instance,
    LiteralType,
    ProperType,
    TupleType,
    Type,
    TypeVarLikeType,
    TypeVarType,
    UnionType,
    get_proper_type,
)

from typed_torch.errors import ShapeError
from typed_torch.mypy_plugin.calls import Call, Passed
from typed_torch.mypy_plugin.chosen import with_sizes, without_chosen
from typed_torch.mypy_plugin.convert import any_type, dim_of, int_of, is_named_size, is_size, symbol_of, tensor_of
from typed_torch.mypy_plugin.displays import is_in_display
from typed_torch.mypy_plugin.fullnames import SIZE
from typed_torch.mypy_plugin.report import Refused, report
from typed_torch.mypy_plugin.settling import with_settled
from typed_torch.shape import UNKNOWN, Dim, Many, Rule, Symbol
from typed_torch.shape.dims import differ, show_dim
from typed_torch.shape.rule import compose

__all__ = ["has_sizes", "pin", "pin_class", "report_size"]

# In these a type variable is no size: `list[N]` is a list of ints.
_CONTAINERS = ("builtins.", "collections.", "typing.", "typing_extensions.")


def has_sizes(signature: CallableType) -> bool:
    """Whether ``signature`` has a type variable to pin, or a size that is fixed already."""
    return any(map(is_size, signature.variables)) or any(map(_is_fixed, signature.arg_types))


def _is_fixed(formal: Type) -> bool:
    return is_named_size(formal) or int_of(formal) is not None


def pin(call: Call, signature: CallableType, name: str, of_tensors: Callable[[], Mapping[Symbol, Dim]]) -> CallableType:
    """The signature of ``call``, of a callable ``name``, with the sizes that its arguments settle.

    Args:
        call: the call.
        signature: that of what is called.
        name: how messages call it.
        of_tensors: says what sizes tensors among its arguments have, which come before numbers.

    Raises:
        Refused: a size is another than the type says; the error is reported.
    """
    sizes = [v for v in signature.variables if is_size(v) and _is_size_of(v, signature)]
    settled: dict[TypeVarLikeType, list[Type]] = {}
    for formal, actuals in zip(signature.arg_types, call.formals, strict=True):
        for variable, passed in _aligned(call, formal, actuals):
            if variable in sizes and (size := _settled(call, passed)) is not None:
                settled.setdefault(variable, []).append(size)
    named = of_tensors() if settled else {}
    settled |= {v: [call.dim_type(named[symbol_of(v)])] for v in settled if symbol_of(v) in named}
    # Two different literals for one variable are left to mypy.
    known = {v: types[0] for v, types in settled.items() if all(t == types[0] for t in types)}
    pinned = with_settled(signature, {v: without_chosen(size) for v, size in known.items()})
    given = with_settled(signature, known).ret_type
    result = given if tensor_of(given) is not None else with_sizes(pinned.ret_type, given)
    return _accepting_ints(call, signature, pinned.copy_modified(ret_type=result), name)


def _accepting_ints(call: Call, generic: CallableType, pinned: CallableType, name: str) -> CallableType:
    """``pinned`` with ``int`` for sizes that are ints to mypy, where it wants a ``Literal[64]`` or ``N``."""
    formals = list(pinned.arg_types)
    for index, (argument, actuals) in enumerate(zip(pinned.arg_names, call.formals, strict=True)):
        declared = _declared(generic, index)
        if not _takes_sizes(declared) or len(actuals) != 1 or call.is_star(actuals[0]):
            continue
        if _names(formals[index], pinned.variables):  # mypy infers it
            continue
        try:
            formals[index] = _accepting(call, declared, formals[index], call.passed(actuals[0]))
        except _Differs as difference:
            is_own = _names(generic.arg_types[index], generic.variables)
            source = "in the tensors passed" if is_own else "in its type"
            report_size(call, name, argument or "argument", difference.declared, difference.actual, actuals[0], source)
            raise Refused from None
    return pinned.copy_modified(arg_types=formals)


def _names(formal: Type, variables: Sequence[TypeVarLikeType]) -> bool:
    return any(variable in variables for variable in get_all_type_vars(formal))


def _takes_sizes(formal: Type) -> bool:
    proper = get_proper_type(formal)
    if isinstance(proper, TupleType):
        return any(map(_takes_sizes, proper.items))
    return isinstance(proper, TypeVarType) and is_size(proper)


class _Differs(Exception):
    """A size is another than the declared one."""

    def __init__(self, declared: Dim | Many, actual: Dim) -> None:
        super().__init__(declared, actual)
        self.declared, self.actual = declared, actual


def _declared(signature: CallableType, index: int) -> ProperType:
    """The type that a parameter has in the source, before its class was given arguments."""
    formal = get_proper_type(signature.arg_types[index])
    definition, name = signature.definition, signature.arg_names[index]
    source = get_proper_type(definition.type) if isinstance(definition, FuncDef) else None
    if isinstance(source, CallableType) and name in source.arg_names:
        return get_proper_type(source.arg_types[source.arg_names.index(name)])
    return formal


def _accepting(call: Call, declared: Type, formal: Type, passed: Passed) -> Type:
    """``formal``, or the type of what is passed for it where that is an int that may be of this size."""
    variable, size = get_proper_type(declared), get_proper_type(formal)
    if isinstance(variable, TupleType) and isinstance(size, TupleType):
        elements = call.elements(passed) or []
        if not len(variable.items) == len(size.items) == len(elements):
            return formal
        return size.copy_modified(
            items=[_accepting(call, *each) for each in zip(variable.items, size.items, elements, strict=True)]
        )
    if isinstance(size, Instance) and size.type.fullname == SIZE:
        return passed.type  # its size is what the type was settled by
    wanted, given, actual = dim_of(size), call.dim(passed), get_proper_type(passed.type)
    if not _takes_sizes(variable) or not isinstance(actual, Instance) or actual.type.fullname != "builtins.int":
        return formal
    if differ(wanted, given):
        raise _Differs(wanted, given)
    return actual


def _is_size_of(variable: TypeVarLikeType, signature: CallableType) -> bool:
    """Whether ``variable`` is part of a tensor or of a class of the user's, rather than an int of its own."""
    return any(_holds(type_, variable) for type_ in (signature.ret_type, *signature.arg_types))


def _holds(type_: Type, variable: TypeVarLikeType) -> bool:
    proper = get_proper_type(type_)
    if isinstance(proper, (TupleType, UnionType)):
        return any(_holds(item, variable) for item in proper.items)
    if not isinstance(proper, Instance):
        return False
    if proper.type.fullname.startswith(_CONTAINERS):
        return any(_holds(argument, variable) for argument in proper.args)
    return any(variable in get_all_type_vars(argument) for argument in proper.args)


def _aligned(call: Call, formal: Type, actuals: Sequence[Expression]) -> Iterator[tuple[TypeVarType, Passed]]:
    """The type variables of a parameter, each with what is passed for it."""
    proper = get_proper_type(formal)
    stars = [actual for actual in actuals if call.is_star(actual)]
    if isinstance(proper, TypeVarType) and stars:
        yield from ((proper, call.item(star)) for star in stars)
        return
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
    if is_in_display(call):
        return any_type()
    if not isinstance(constant, int):
        return call.dim_type(call.dim(passed))
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
            report_size(call, rule.name, name, declared, actual, place.at)
        elif declared is UNKNOWN and not is_in_display(call):
            arguments[index] = without_chosen(call.dim_type(actual))
    return instance.copy_modified(args=arguments)


def report_size(
    call: Call,
    operation: str,
    argument: str,
    declared: Dim | Many,
    actual: Dim,
    at: Context,
    source: str = "in its type",
) -> None:
    """Report a size that differs from the declared one, by ``source`` that of what is made or called."""
    headline = f"{argument} must be {show_dim(declared)} as {source}, got {show_dim(actual)}"
    report(call.api, ShapeError(compose(operation, headline, {}), operation=operation, argument=argument), at)
