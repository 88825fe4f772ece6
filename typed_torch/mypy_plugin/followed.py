"""Calls of functions and modules of this file whose signatures name no sizes, such as ``x: torch.Tensor``.

``def rotate_half(x: torch.Tensor) -> torch.Tensor`` is a contract of nothing, and a helper without annotations is none
at all. What such a call returns, and whether it can, its lines tell once they are given what the call passes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from functools import partial
from types import MappingProxyType

from mypy.nodes import (
    ARG_STAR,
    ARG_STAR2,
    Block,
    CallExpr,
    Expression,
    FuncDef,
    IfStmt,
    MemberExpr,
    NameExpr,
    RaiseStmt,
    ReturnStmt,
    Var,
    WithStmt,
)
from mypy.plugin import FunctionContext, MethodContext
from mypy.types import AnyType, CallableType, Instance, NoneType, TupleType, Type, TypeVarType, get_proper_type

from typed_torch.mypy_plugin.asked import keep_asked
from typed_torch.mypy_plugin.autocast import is_under_autocast
from typed_torch.mypy_plugin.bindings import is_rebound
from typed_torch.mypy_plugin.branches import branches_on_shapes
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.chosen import is_chosen, known_as
from typed_torch.mypy_plugin.convert import any_type, dim_of, is_size, tensor_of
from typed_torch.mypy_plugin.defaults import is_always_run
from typed_torch.mypy_plugin.displays import is_in_display
from typed_torch.mypy_plugin.following import Given, Outcome, follow, is_of_this_file
from typed_torch.mypy_plugin.fullnames import SIZE, TORCH_MODULE
from typed_torch.mypy_plugin.instantiating import Made, as_number
from typed_torch.mypy_plugin.left_open import is_left_open, refined
from typed_torch.mypy_plugin.makers import is_overridden
from typed_torch.mypy_plugin.met import keep_number_met
from typed_torch.mypy_plugin.modules import made_where
from typed_torch.mypy_plugin.report import Said, inside, report
from typed_torch.mypy_plugin.specs import put_in
from typed_torch.mypy_plugin.syntax import Decided
from typed_torch.mypy_plugin.translating import Throughout, Translator
from typed_torch.mypy_plugin.typed_calls import call_of
from typed_torch.shape import UNKNOWN, Dim, Many, Symbol
from typed_torch.shape.sizes import Chosen, symbols

__all__ = ["followed", "followed_forward"]


def followed(ctx: FunctionContext | MethodContext, function: FuncDef) -> Type | None:
    """What ``function`` returns here; ``None`` where its lines say no more than its signature, or it is refused."""
    call = Call(ctx)
    if not _can_follow(call, function):
        return None
    if function.info and not function.is_static and not _is_of_self(call):
        return None
    given = _given(call, function, ctx.args)
    if given is None or not is_left_open(call.api, function, given):
        return None
    outcome = follow(call.api, function, given)
    if _is_refused(call, function, function.name, outcome):
        return None
    _pass_on(call, outcome)
    return _unless_held(call, ctx.default_return_type, outcome.result)


def followed_forward(ctx: MethodContext) -> Type | None:
    """What a module of the user's returns whose ``forward`` names no sizes, given those that it is made with."""
    module = get_proper_type(ctx.type)
    if not isinstance(module, Instance) or not module.type.has_base(TORCH_MODULE) or module.args:
        return None
    symbol = module.type.get("forward")
    function = None if symbol is None else symbol.node
    bound = _bound(Call(ctx), function) if isinstance(function, FuncDef) else None
    if not isinstance(function, FuncDef) or bound is None:
        return None
    is_untyped = not any(tensor_of(formal) is not None for formal in bound.arg_types)
    if ctx.callee_arg_names == [None, None] and not is_untyped:  # ``accepting_anything`` after an error
        return None
    call = call_of(ctx, bound)
    made = Made(call, module, bound)
    if not _can_follow(call, function, is_its_own=made.is_known):
        return None
    given = _given(call, function, call.formals)
    if given is None or not is_left_open(call.api, function, given):
        return None
    if any(_is_of(module, each) for each in _dims(call, given)):
        return None
    with made_where(ctx):
        result = _of_module(call, module, function, given, made)
    is_unread = isinstance(get_proper_type(ctx.default_return_type), AnyType)  # as torch's ``__call__`` leaves it
    if is_unread and _is_miscounted(bound.ret_type, result):
        return None
    found = _unless_held(call, bound.ret_type if is_unread else ctx.default_return_type, result)
    return found.accept(_Unread()) if found is not None and is_unread else found


class _Unread(Translator):
    """Anything for ``None``, of which mypy knows nothing where it does not read what a module returns."""

    def visit_none_type(self, t: NoneType) -> Type:
        return any_type()


def _is_miscounted(declared: Type, result: Type | None) -> bool:
    """Whether an annotation says a tuple of more or fewer values than there are, or of several where there is one."""
    proper, value = get_proper_type(declared), get_proper_type(result)
    if not isinstance(proper, TupleType):
        return False
    return not isinstance(value, TupleType) or len(value.items) != len(proper.items)


def _bound(call: Call, method: FuncDef) -> CallableType | None:
    """The signature of a method without its object."""
    found = get_proper_type(call.api.function_type(method))
    if not isinstance(found, CallableType) or not found.arg_types:
        return None
    return found.copy_modified(
        arg_types=found.arg_types[1:], arg_kinds=found.arg_kinds[1:], arg_names=found.arg_names[1:]
    )


def _unless_held(call: Call, declared: Type, result: Type | None) -> Type | None:
    """``declared`` with what ``result`` knows beyond it, but of a name that mypy holds to what its first value is.

    Of modules it is asked where they are made: mypy would ask for the attributes of one that it knows elsewhere.
    """
    if result is None or is_rebound(call.api, call.context):
        return None
    around = call.api.scope.current_function()
    return refined(declared, result, with_modules=around is not None and around.name == "__init__")


def _of_module(call: Call, module: Instance, function: FuncDef, given: Given, made: Made) -> Type | None:
    with known_as(made) if made.is_known else nullcontext():
        outcome = follow(call.api, function, given)
        own: dict[Symbol, Dim] = {}
        if outcome.said:
            # Made for a length of 77, it may be meant to take the caller's `L`.
            own = {each: as_number(call, each) for each in _dims(call, given) if not isinstance(each, Chosen)}
            renamed = tuple(None if each is None else _resized(call, each, partial(put_in, own)) for each in given)
            outcome = follow(call.api, function, renamed)
    if _is_refused(call, function, module.type.name, outcome, made):
        return None
    back: dict[Symbol, Dim] = {number: each for each, number in own.items() if isinstance(number, Symbol)}

    def value_of(symbol: Symbol) -> Dim:
        return UNKNOWN if _is_of(module, symbol) else back.get(symbol, symbol)

    _pass_on(call, outcome, back)
    if outcome.result is None:
        return None
    return _resized(call, outcome.result, lambda dim: put_in({each: value_of(each) for each in symbols(dim)}, dim))


def _pass_on(call: Call, outcome: Outcome, sizes: Mapping[Symbol, Dim] = MappingProxyType({})) -> None:
    """Keep what lines ask of the numbers that the caller's object is made with, and of its ``sizes``."""
    for asked in outcome.asked:
        keep_asked(call.api, call.context, asked.takes, put_in(sizes, asked.values), asked.where)
    own = _owners(call)
    for met in outcome.met:
        if isinstance(met.number, Chosen) and met.number.owner in own and not met.stretches:
            keep_number_met(call.api, call.context, met.number, put_in(sizes, met.size))


def _owners(call: Call) -> set[str]:
    """Who is given the numbers that the code around ``call`` knows: its function, and the class of its object."""
    function, info = call.api.scope.current_function(), call.api.scope.current_class()
    found = {f"{base.fullname}.__init__" for base in info.mro} if info is not None else set()
    return found | ({function.fullname} if function is not None else set())


def _can_follow(call: Call, function: FuncDef, *, is_its_own: bool = False) -> bool:
    """Whether ``function`` is of this file, and alone decides what comes of a call.

    A method may be that of a subclass, but of an object of which it ``is_its_own``.
    """
    if function.is_generator or function.is_coroutine or not _always_returns(function.body):
        return False
    if is_under_autocast(call) or is_in_display(call):
        return False
    is_one = is_its_own or not function.info or not is_overridden(call, function)
    return is_one and is_of_this_file(call.api, function)


def _is_of_self(call: Call) -> bool:
    """Whether it is a method of the object that calls it."""
    callee = call.context.callee if isinstance(call.context, CallExpr) else None
    owner = callee.expr if isinstance(callee, MemberExpr) else None
    return isinstance(owner, NameExpr) and isinstance(owner.node, Var) and owner.node.is_self


def _always_returns(body: Block) -> bool:
    """Whether ``body`` ends with a value, as far as its last statement tells."""
    last = body.body[-1] if body.body else None
    if isinstance(last, IfStmt):
        return last.else_body is not None and all(map(_always_returns, [*last.body, last.else_body]))
    if isinstance(last, WithStmt):
        return _always_returns(last.body)
    return isinstance(last, RaiseStmt) or (isinstance(last, ReturnStmt) and last.expr is not None)


def _given(call: Call, function: FuncDef, formals: Sequence[Sequence[Expression]]) -> Given | None:
    """What is passed for each parameter, or is its default; ``None`` where a star hides what."""
    written = call.context.arg_kinds if isinstance(call.context, CallExpr) and not call.is_chained else []
    own = len(function.arguments) - len(formals)
    if any(kind.is_star() for kind in written) or own not in {0, 1}:
        return None
    given: list[Type | None] = [None] * own
    for argument, actuals in zip(function.arguments[own:], formals, strict=True):
        values = [*actuals] or ([argument.initializer] if argument.initializer is not None else [])
        is_one = len(values) == 1 and argument.kind not in {ARG_STAR, ARG_STAR2}
        given.append(_value(call, values[0]) if is_one else None)
    return tuple(given)


def _value(call: Call, expression: Expression) -> Type:
    """The type of an argument, as exact as its text; a parameter without a type may be a tensor as well as a number."""
    passed = call.passed(expression)
    dim, type_ = call.dim(passed), passed.type
    is_untyped = isinstance(type_, AnyType) and isinstance(expression, NameExpr)
    may_be_a_tensor = is_untyped and isinstance(dim, Chosen) and dim.default is None
    if dim is not UNKNOWN and not may_be_a_tensor:
        return call.dim_type(dim)
    literal = type_.last_known_value if isinstance(type_, Instance) else None
    return type_ if literal is None else literal


def _is_refused(call: Call, function: FuncDef, name: str, outcome: Outcome, made: Made | None = None) -> bool:
    """Whether a line of ``function`` that is surely run refuses what it is given; the error is reported."""
    api, own = call.api, follow(call.api, function, (None,) * len(function.arguments)).said if outcome.said else ()
    known = {(each.at.line, each.at.column) for each in own}  # reported there, whatever is passed
    for said in outcome.said:
        if (said.at.line, said.at.column) in known or not _is_sure(call, said, outcome.decided):
            continue
        with ExitStack() as around:
            for what, place in [("in", f"line {said.at.line} of {name}"), *said.places]:
                around.enter_context(inside(place, what))
            report(api, said.error, call.context, rows=[*said.rows, *([] if made is None else made.told(said.error))])
        return True
    return False


def _is_sure(call: Call, said: Said, decided: Decided) -> bool:
    is_written = said.at.line > 0  # and not of a class that mypy makes up, of what is two things at once
    is_run = is_written and is_always_run(call.api, said.at, decided)
    return is_run and not branches_on_shapes(call.api.path, said.at.line)


def _is_of(module: Instance, symbol: Symbol) -> bool:
    """Whether ``symbol`` is a number that objects of the class of ``module`` are given."""
    function = getattr(symbol.scope, "function", None) if isinstance(symbol, Chosen) else None
    owners = [base.fullname for base in module.type.mro if not base.fullname.startswith(("torch.", "builtins."))]
    return isinstance(function, str) and any(function.startswith(f"{owner}.") for owner in owners)


def _dims(call: Call, given: Given) -> list[Symbol]:
    """The sizes that are not numbers in what is passed."""
    found: list[Symbol] = []

    def note(dim: Dim) -> Dim:
        found.extend(symbols(dim))
        return dim

    for type_ in given:
        if type_ is not None:
            _resized(call, type_, note)
    return found


def _resized(call: Call, type_: Type, change: Callable[[Dim], Dim]) -> Type:
    return type_.accept(_Resizing(call, change))


class _Resizing(Throughout):
    """Changes every size that is not a number."""

    def __init__(self, call: Call, change: Callable[[Dim], Dim]) -> None:
        super().__init__()
        self._call, self._change = call, change

    def _changed(self, t: Type) -> Type:
        dim = dim_of(t)
        found = UNKNOWN if isinstance(dim, Many) else self._change(dim)
        return t if found == dim else self._call.dim_type(found)

    def visit_type_var(self, t: TypeVarType) -> Type:
        return self._changed(t) if is_chosen(t) or is_size(t) else t

    def visit_instance(self, t: Instance) -> Type:
        return self._changed(t) if t.type.fullname == SIZE else super().visit_instance(t)
