"""Modules that functions and classes of the user's make of the numbers they are given.

``conv3x3(64, 128)`` is what that function returns, and ``ConvNormAct(3, 64)`` the chain that a subclass of
``Sequential`` passes to it, both of the file that they are used in.
"""

from __future__ import annotations

from collections.abc import Iterator

from mypy.maptype import map_instance_to_supertype
from mypy.nodes import (
    AssignmentStmt,
    CallExpr,
    Expression,
    ExpressionStmt,
    FuncDef,
    MemberExpr,
    NameExpr,
    OverloadedFuncDef,
    ReturnStmt,
    Statement,
    SuperExpr,
    TypeInfo,
    Var,
)
from mypy.plugin import FunctionContext, MethodContext
from mypy.types import (
    CallableType,
    Instance,
    TupleType,
    Type,
    TypeVarId,
    TypeVarType,
    get_proper_type,
)

from typed_torch.mypy_plugin.bindings import GROWING, grows, statements_of
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.chosen import Given, dim_of_chosen, is_chosen
from typed_torch.mypy_plugin.convert import any_type
from typed_torch.mypy_plugin.elsewhere import type_elsewhere
from typed_torch.mypy_plugin.fullnames import SEQUENTIAL, TORCH_MODULE, module_path
from typed_torch.mypy_plugin.holders import holder
from typed_torch.mypy_plugin.modules import HELD, MADE, sized_as, with_attributes
from typed_torch.mypy_plugin.rebound import unless_rebound
from typed_torch.mypy_plugin.translating import Throughout
from typed_torch.shape import UNKNOWN, Dim, Symbol
from typed_torch.shape.sizes import substitute, symbols

__all__ = ["is_chain", "made_by_class", "made_by_function"]


def is_chain(info: TypeInfo) -> bool:
    """Whether ``info`` is a user's class that calls its modules one after the other, as ``Sequential`` does."""
    for base in info.mro:
        if module_path(base.fullname) == SEQUENTIAL:
            return base is not info
        if "forward" in base.names or "__call__" in base.names:
            return False
    return False


def made_by_class(ctx: FunctionContext) -> Type:
    """An instance of a subclass of ``Sequential``, with the modules that it chains."""
    call, made = Call(ctx), get_proper_type(ctx.default_return_type)
    if not isinstance(made, Instance) or not isinstance(ctx.context, CallExpr) or grows(call.api, ctx.context):
        return ctx.default_return_type
    found = made.type.get("__init__")
    init = None if found is None else found.node
    if isinstance(init, OverloadedFuncDef):  # Sequential's own
        return holder(ctx)
    held = _chain_in(call, init) if isinstance(init, FuncDef) else None
    if held is None or not isinstance(init, FuncDef):
        return ctx.default_return_type
    several = TupleType(held, call.api.named_generic_type("builtins.tuple", [any_type()]))
    owner = map_instance_to_supertype(made, init.info)
    chain = sized_as(with_attributes(made, {HELD: several}), owner)
    return unless_rebound(call, chain.accept(_Putting(call, ctx, init)), ctx.default_return_type)


def made_by_function(ctx: FunctionContext | MethodContext, function: FuncDef) -> Type | None:
    """The module that ``function`` returns, if it is one that is known."""
    call, declared = Call(ctx), get_proper_type(ctx.default_return_type)
    if not isinstance(declared, Instance) or not declared.type.has_base(TORCH_MODULE):
        return None
    returned = [each.expr for each in statements_of(function.body) if isinstance(each, ReturnStmt)]
    if len(returned) != 1 or returned[0] is None or _is_overridden(call, function):
        return None
    module = type_elsewhere(call.api, returned[0])
    if not isinstance(module, Instance) or not _is_known(module) or not module.type.has_base(declared.type.fullname):
        return None
    return unless_rebound(call, module.accept(_Putting(call, ctx, function)), ctx.default_return_type)


def _is_overridden(call: Call, method: FuncDef) -> bool:
    """Whether a class of this file puts another method in the place of ``method``."""
    classes = (symbol.node for symbol in call.api.tree.names.values())
    return any(
        isinstance(each, TypeInfo) and each is not method.info and method.name in each.names and method.info in each.mro
        for each in classes
    )


def _is_known(module: Instance) -> bool:
    attributes = {} if module.extra_attrs is None else module.extra_attrs.attrs
    return f"{MADE}it" in attributes or HELD in attributes


def _chain_in(call: Call, init: FuncDef) -> list[Type] | None:
    """The modules that ``__init__`` passes to that of ``Sequential``, or assigns one after the other."""
    made: list[CallExpr] = []
    assigned: list[Expression] = []
    for statement in statements_of(init.body):
        is_sure = statement in init.body.body
        if (chain := _passed_on(statement)) is not None:
            made.append(chain)
        elif _grows(statement):
            return None
        elif isinstance(statement, AssignmentStmt) and any(map(_is_of_self, statement.lvalues)):
            assigned.append(statement.rvalue)
        else:
            continue
        if not is_sure:
            return None
    if len(made) != 1 or any(kind.is_star() for kind in made[0].arg_kinds):
        return None
    types = [type_elsewhere(call.api, each) for each in (*made[0].args, *assigned)]
    modules: list[Type] = [each for each in types if isinstance(each, Instance) and each.type.has_base(TORCH_MODULE)]
    is_passed = len(modules) == len(made[0].args)
    return modules if None not in types and (is_passed or not made[0].args) else None


def _passed_on(statement: Statement) -> CallExpr | None:
    """The call of ``super().__init__``, if ``statement`` is one."""
    call = statement.expr if isinstance(statement, ExpressionStmt) else None
    is_it = isinstance(call, CallExpr) and isinstance(call.callee, SuperExpr) and call.callee.name == "__init__"
    return call if is_it and isinstance(call, CallExpr) else None


def _grows(statement: Statement) -> bool:
    """Whether ``statement`` adds a module to ``self`` by calling a method of it."""
    call = statement.expr if isinstance(statement, ExpressionStmt) else None
    return isinstance(call, CallExpr) and _is_of_self(call.callee) and call.callee.name in GROWING  # type: ignore[attr-defined]


def _is_of_self(expression: Expression) -> bool:
    owner = expression.expr if isinstance(expression, MemberExpr) else None
    return isinstance(owner, NameExpr) and isinstance(owner.node, Var) and owner.node.is_self


def _numbers(call: Call, ctx: FunctionContext | MethodContext, function: FuncDef) -> dict[Given, Dim]:
    """What each parameter of ``function`` is given, as far as it is a number."""
    passed = dict(zip(ctx.callee_arg_names, ctx.args, strict=True))
    found: dict[Given, Dim] = {}
    for argument in function.arguments:
        name = argument.variable.name
        actuals = passed.get(name, [])
        value = actuals[0] if len(actuals) == 1 else argument.initializer if not actuals else None
        found[Given(function.fullname, name)] = UNKNOWN if value is None else call.dim(call.passed(value))
    return found


class _Putting(Throughout):
    """Puts in what numbers are given; those that are no parameters, and all that are computed of them, are unknown."""

    def __init__(self, call: Call, ctx: FunctionContext | MethodContext, function: FuncDef) -> None:
        super().__init__()
        self._call, self._function = call, function.fullname
        self._numbers = _numbers(call, ctx, function)
        signature = None if function.type is None else get_proper_type(function.type)
        formals = signature.arg_types if isinstance(signature, CallableType) else []
        self._named: dict[TypeVarId, Dim] = {}
        for argument, formal in zip(function.arguments, map(get_proper_type, formals), strict=False):
            if isinstance(formal, TypeVarType):
                self._named[formal.id] = self._numbers[Given(function.fullname, argument.variable.name)]

    def visit_type_var(self, t: TypeVarType) -> Type:
        if not is_chosen(t):
            is_own = t.id.namespace == self._function
            return self._call.dim_type(self._named.get(t.id, UNKNOWN)) if is_own else t
        dim = dim_of_chosen(t)
        try:
            return self._call.dim_type(substitute(dim, dict(self._known(dim))))
        except ZeroDivisionError:
            return any_type()

    def _known(self, dim: Dim) -> Iterator[tuple[Symbol, Dim]]:
        for symbol in symbols(dim):
            scope = symbol.scope
            if isinstance(scope, Given) and scope.function == self._function:
                yield symbol, self._numbers.get(scope._replace(words=()), UNKNOWN)
