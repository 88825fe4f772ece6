"""Calls of a module of the user's, looked at once more with the numbers that the module is made with.

``forward`` of a class made by ``__init__(self, channels: int)`` is checked for all numbers at once, so that only what
no number makes right is refused there. ``Block(16)`` is one of them: what its lines asked of ``channels`` has to hold
for 16, and for the sizes that a call brings. Lines that code may skip ask nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import cached_property, lru_cache
from typing import Any

from mypy.nodes import CallExpr, Decorator, FuncDef, TypeInfo
from mypy.plugin import FunctionContext
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    NoneType,
    ProperType,
    Type,
    TypeVarLikeType,
    TypeVarType,
    UnionType,
    get_proper_type,
)

from typed_torch.errors import TensorTypeError
from typed_torch.mypy_plugin.asked import Asked, Fact, asked_of, facts_of, keep_asked
from typed_torch.mypy_plugin.asserted import asserted_of
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.chosen import Given, number_of, read, written
from typed_torch.mypy_plugin.configs import fields_of
from typed_torch.mypy_plugin.convert import any_type
from typed_torch.mypy_plugin.defaults import as_given
from typed_torch.mypy_plugin.flags import flag_of, flags_given
from typed_torch.mypy_plugin.fullnames import TORCH_MODULE
from typed_torch.mypy_plugin.met import as_met
from typed_torch.mypy_plugin.modules import GIVEN, with_attributes
from typed_torch.mypy_plugin.outside import may_have_been_set
from typed_torch.mypy_plugin.rebound import unless_rebound
from typed_torch.mypy_plugin.report import Refused, inside, report
from typed_torch.mypy_plugin.settling import with_settled
from typed_torch.mypy_plugin.specs import dims_in, put_in
from typed_torch.mypy_plugin.values import dim_of_value, given_by
from typed_torch.shape import UNKNOWN, Dim, Symbol
from typed_torch.shape.sizes import Chosen, Size, symbols

__all__ = ["Made", "as_number", "with_numbers"]


def with_numbers(ctx: FunctionContext, made: Type) -> Type:
    """``made``, an instance of a module of the user's, with the numbers it is made with beside its type."""
    call, module = Call(ctx), get_proper_type(made)
    if not isinstance(module, Instance) or not module.type.has_base(TORCH_MODULE):
        return made
    init = module.type.get("__init__")
    is_plain = isinstance(ctx.context, CallExpr) and not any(kind.is_star() for kind in ctx.context.arg_kinds)
    if init is None or not isinstance(init.node, FuncDef) or not is_plain:
        return made
    passed_for = dict(zip(ctx.callee_arg_names, ctx.args, strict=True))
    names, flags = _plain_parameters(init.node), flags_given(call, init.node, passed_for)
    if not names and not flags:
        return made
    key = f"{GIVEN}{init.node.fullname} "
    attributes: dict[str, Type] = {key: call.tuple_of([]), **flags}
    for name, actuals in passed_for.items():
        if name in names and len(actuals) == 1:
            passed = call.passed(actuals[0])
            dim, given = call.dim(passed), None if passed.expression is None else given_by(call.api, passed.expression)
            if dim is UNKNOWN and given is not None:
                dim = number_of(given)
            is_none = isinstance(passed.type, NoneType)
            attributes[f"{key}{name}"] = passed.type if is_none else call.dim_type(dim)
            if passed.expression is not None and dim is UNKNOWN:
                fields = fields_of(call, passed.expression)
                attributes |= {f"{key}{name}.{field}": _field(call, size) for field, size in fields.items()}
    known = {} if module.extra_attrs is None else module.extra_attrs.attrs
    found = with_attributes(module, {**known, **attributes})
    signature = get_proper_type(call.api.function_type(init.node))
    if isinstance(signature, CallableType):
        with suppress(Refused):
            Made(call, found, signature).hold({})
    return unless_rebound(call, found, made)


def _field(call: Call, size: Dim | None) -> Type:
    return NoneType() if size is None else call.dim_type(size)


@lru_cache(256)
def _plain_parameters(init: FuncDef) -> frozenset[str]:
    """The parameters of ``init`` that may be plain numbers, or objects that have some."""
    if init.type is None:
        return frozenset(name for name in init.arg_names[1:] if name is not None)
    signature = get_proper_type(init.type)
    if not isinstance(signature, CallableType):
        return frozenset()
    named = zip(signature.arg_names[1:], signature.arg_types[1:], strict=True)
    return frozenset(name for name, formal in named if name is not None and _may_be_plain(get_proper_type(formal)))


def _may_be_plain(formal: ProperType) -> bool:
    if isinstance(formal, UnionType):
        return any(_may_be_plain(get_proper_type(item)) for item in formal.items)
    if not isinstance(formal, Instance):
        return isinstance(formal, (AnyType, TypeVarType))
    return formal.type.fullname == "builtins.int" or not formal.type.fullname.startswith(("builtins.", "torch."))


_WORD = re.compile(r"[\w.]+")


class Made:
    """A module that is called, with the numbers it is made with."""

    def __init__(self, call: Call, module: Instance, forward: CallableType) -> None:
        self._call, self._module, self._forward = call, module, forward
        attributes = {} if module.extra_attrs is None else module.extra_attrs.attrs
        self._given = {name: type_ for name, type_ in attributes.items() if name.startswith(GIVEN)}
        self._settled: dict[str, Dim] = {}
        self.rows: list[str] = []

    @property
    def is_known(self) -> bool:
        """Whether it is this module that is called, and made with nothing else."""
        written = self._call.context.callee if isinstance(self._call.context, CallExpr) else None
        called = None if written is None else get_proper_type(self._call.api.lookup_type_or_none(written))
        if not self._given or (isinstance(called, UnionType) and not self._call.is_chained):
            return False
        # What code puts into an object from outside is not what its class makes.
        api, at = self._call.api, self._call.context
        names = (name for base in self._module.type.mro for name in _own_names(base))
        return not any(may_have_been_set(api, name, at) for name in names)

    @cached_property
    def key(self) -> Hashable:
        """What tells it from the same module made with other numbers."""
        return tuple((name, type_, dim_of_value(type_)) for name, type_ in self._given.items())

    @cached_property
    def _facts(self) -> dict[str, tuple[Dim, Fact]]:
        """What ``forward`` calls a size, the number that it is of this module, and how that is known."""
        definition = self._definition
        facts = () if definition is None else facts_of(self._call.api, definition)
        return {fact.size: (dim, fact) for fact in facts if (dim := self.value_of(fact.number)) is not UNKNOWN}

    @property
    def sizes(self) -> Mapping[str, Dim]:
        """The sizes that the module is made with, by what ``forward`` calls them."""
        return {name: dim for name, (dim, _) in self._facts.items()}

    @property
    def _definition(self) -> FuncDef | None:
        found = self._forward.definition
        found = found.func if isinstance(found, Decorator) else found
        return found if isinstance(found, FuncDef) else None

    def sized(self, of_tensors: Callable[[], Mapping[Symbol, Dim]]) -> CallableType:
        """The signature with the sizes that the module is made with; where one is not known here, a tensor's own."""
        of_call = {symbol.name: dim for symbol, dim in of_tensors().items()} if self._facts else {}
        settled: dict[TypeVarLikeType, Type] = {}
        for variable in self._forward.variables:
            if variable.name not in self._facts:
                continue
            (dim, fact), came = self._facts[variable.name], of_call.get(variable.name, UNKNOWN)
            if came is not UNKNOWN and not (isinstance(came, int) and isinstance(dim, int)):
                continue
            settled[variable] = self._call.dim_type(dim)
            self._settled[variable.name] = dim
            owner = fact.function.split(".")[-2]
            self.rows.append(f"  {fact.size:<12} is {fact.number.name} by line {fact.line} of {owner}")
        return with_settled(self._forward, settled)

    def hold(self, sizes: Mapping[str, Dim]) -> None:
        """Refuse the call where a line of ``forward`` does not take tensors of ``sizes``, by its names of them.

        Raises:
            Refused: it does not; the error is reported.
        """
        if self._definition is None:
            return
        variables = zip(self._module.type.defn.type_vars, self._module.args, strict=False)
        named = {variable.name: self._of_class(variable, type_) for variable, type_ in variables}
        named |= {**sizes, **self._settled}

        def value_of(symbol: Symbol) -> Dim:
            return self.value_of(symbol) if isinstance(symbol, Chosen) else named.get(symbol.name, UNKNOWN)

        for asked in (*asked_of(self._call.api, self._definition), *self._asserted()):
            self._check(asked, value_of)

    def _asserted(self) -> list[Asked]:
        init = self._definition
        return asserted_of(self._call.api, init) if init is not None and init.name == "__init__" else []

    def _of_class(self, variable: TypeVarLikeType, argument: Type) -> Dim:
        """The size that ``variable`` of the class is: by its ``argument``, or by the number passed for it."""
        dim, init = dim_of_value(argument), self._module.type.get("__init__")
        if dim is not UNKNOWN or init is None or not isinstance(init.node, FuncDef):
            return dim
        signature = get_proper_type(init.node.type)
        if not isinstance(signature, CallableType):
            return UNKNOWN
        pairs = zip(signature.arg_names, signature.arg_types, strict=True)
        given = [self._given.get(f"{GIVEN}{init.node.fullname} {name}") for name, formal in pairs if formal == variable]
        return next((dim_of_value(type_) for type_ in given if type_ is not None), UNKNOWN)

    def _check(self, asked: Asked, value_of: Callable[[Symbol], Dim]) -> None:
        known = {each: value_of(each) for dim in dims_in(asked.values) for each in symbols(dim)}
        values = as_met(self._call.api, self._call.context, put_in(known, asked.values))
        try:
            with as_given(self._call.api, self._call.context):
                is_named = not any(isinstance(each, Chosen) and isinstance(dim, int) for each, dim in known.items())
                asked.takes(values if is_named else _as_numbers(self._call, values))
        except TensorTypeError as error:
            _report(self._call, asked, error, known)
            raise Refused from error
        keep_asked(self._call.api, self._call.context, asked.takes, values, asked.where)

    def value_of(self, number: Chosen) -> Dim:
        """What ``number`` is of this module; unknown where code that is not read may have made it with others."""
        scope = number.scope
        if not isinstance(scope, Given) or f"{GIVEN}{scope.function} " not in self._given:
            return UNKNOWN
        if scope.instead is not None:
            return self._instead(scope.path, scope.function, *scope.instead)
        name, _, rest = scope.path.partition(".")
        passed = self._given.get(f"{GIVEN}{scope.function} {name}")
        if (field := self._given.get(f"{GIVEN}{scope.function} {scope.path}")) is not None:
            return dim_of_value(field)
        if passed is None:
            return UNKNOWN if rest or scope.default is None else scope.default
        owner = self._owner_of(scope.function, name)
        if owner is None:
            return UNKNOWN
        return number_of(Given(owner.function, f"{owner.path}.{rest}", owner.words))

    def flag_of(self, function: FuncDef, parameter: str) -> Type | None:
        """What a flag of ``function``, its ``__init__``, is; ``None`` where that is not known."""
        is_given = f"{GIVEN}{function.fullname} " in self._given
        return flag_of(self._given, function, parameter) if is_given else None

    def told(self, error: TensorTypeError) -> Iterator[str]:
        """The rows that say what the numbers are which ``error`` names."""
        named = set(_WORD.findall(str(error)))
        for name, type_ in self._given.items():
            dim, number = dim_of_value(type_), name.rpartition(" ")[2]
            if number and dim is not UNKNOWN and str(dim) in named and str(dim) != number:
                yield f"  {number:<12} is {dim}"

    def _instead(self, shown: str, function: str, path: str, otherwise: str) -> Dim:
        """What stands instead of the parameter, or its field, at ``path``, where that is ``None``."""
        name, _, field = path.partition(".")
        passed = self._given.get(f"{GIVEN}{function} {path}", any_type() if field else NoneType())
        if not isinstance(get_proper_type(passed), (AnyType, NoneType)):
            return dim_of_value(passed)
        other = read(otherwise)
        known: dict[Symbol, Dim] = {each: self.value_of(each) for each in symbols(other) if isinstance(each, Chosen)}
        found: Dim = put_in(known, other)
        if isinstance(get_proper_type(passed), NoneType):
            return found
        owner = self._owner_of(function, name)
        if owner is None or not isinstance(found, (int, Size)):
            return UNKNOWN
        return number_of(Given(owner.function, shown, owner.words, instead=(f"{owner.path}.{field}", written(found))))

    def _owner_of(self, function: str, name: str) -> Given | None:
        """The parameter of other code that is passed for the parameter ``name``, to read its fields."""
        passed = self._given.get(f"{GIVEN}{function} {name}")
        dim = UNKNOWN if passed is None else dim_of_value(passed)
        return dim.scope if isinstance(dim, Chosen) and isinstance(dim.scope, Given) else None


def _as_numbers(call: Call, values: Any) -> Any:
    """``values`` with the sizes that the code around ``call`` names as numbers: one of them may be what a module asks.

    That a tensor of ``(n, length)`` goes into what is made for a length of 77 is said by nobody, but may be meant.
    """
    named = {each for dim in dims_in(values) for each in symbols(dim) if not isinstance(each, Chosen)}
    return put_in({each: as_number(call, each) for each in named}, values)


def as_number(call: Call, size: Symbol) -> Chosen:
    """``size``, which the code around ``call`` names, as a number that may be what a module asks."""
    return Chosen(size.name, Given(f"{call.api.path} call", size.name))


def _report(call: Call, asked: Asked, error: TensorTypeError, known: Mapping[Symbol, Dim]) -> None:
    numbers = sorted((each for each in known if isinstance(each, Chosen)), key=lambda each: each.order)
    told = [each for each in numbers if known[each] is not UNKNOWN and str(known[each]) != each.name]
    rows = [f"  {each.name:<12} is {known[each]}" for each in told]
    with ExitStack() as around:
        for place in asked.where[::-1]:
            around.enter_context(inside(place))
        report(call.api, error, call.context, rows=rows)


def _own_names(info: TypeInfo) -> Iterator[str]:
    return iter(()) if info.fullname.startswith(("torch.", "builtins.")) else iter(info.names)
