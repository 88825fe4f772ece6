"""Modules that functions and classes of the user's make of the numbers they are given.

``conv3x3(64, 128)`` is what that function returns, and ``ConvNormAct(3, 64)`` the chain that a subclass of
``Sequential`` passes to it. How they make it is read in their own file and kept among its names, so that other files
find it, also in mypy's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from mypy.checker import TypeChecker
from mypy.maptype import map_instance_to_supertype
from mypy.nodes import (
    AssignmentStmt,
    CallExpr,
    Expression,
    ExpressionStmt,
    FuncDef,
    ListExpr,
    MemberExpr,
    NameExpr,
    Node,
    OverloadedFuncDef,
    ReturnStmt,
    Statement,
    SuperExpr,
    TupleExpr,
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
    UnboundType,
    get_proper_type,
)
from mypy.util import split_target

from typed_torch.mypy_plugin.bindings import GROWING, grows, statements_of, written_item
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.chosen import Given, dim_of_chosen, is_chosen
from typed_torch.mypy_plugin.convert import any_type
from typed_torch.mypy_plugin.elsewhere import type_elsewhere
from typed_torch.mypy_plugin.fullnames import SEQUENTIAL, TORCH_MODULE, module_path
from typed_torch.mypy_plugin.holders import holder
from typed_torch.mypy_plugin.holding import HELD
from typed_torch.mypy_plugin.kept import keep, kept
from typed_torch.mypy_plugin.modules import MADE, sized_as, with_attributes
from typed_torch.mypy_plugin.rebound import unless_rebound
from typed_torch.mypy_plugin.report import is_tried
from typed_torch.mypy_plugin.translating import Throughout
from typed_torch.mypy_plugin.values import dim_of_value
from typed_torch.mypy_plugin.walking import within
from typed_torch.shape import UNKNOWN, Dim, Symbol
from typed_torch.shape.sizes import substitute, symbols

__all__ = ["is_chain", "is_overridden", "keeping", "made_by_class", "made_by_function", "may_make"]


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
    recipe = _recipe(call, init) if isinstance(init, FuncDef) else None
    if recipe is None or not isinstance(init, FuncDef) or not isinstance(recipe.made, TupleType):
        return ctx.default_return_type
    owner = map_instance_to_supertype(made, init.info)
    chain = sized_as(with_attributes(made, {HELD: recipe.made}), owner)
    return unless_rebound(call, chain.accept(_Putting(call, ctx, init, recipe)), ctx.default_return_type)


def made_by_function(ctx: FunctionContext | MethodContext, function: FuncDef) -> Type | None:
    """The module that ``function`` returns, if it is one that is known."""
    call, declared = Call(ctx), get_proper_type(ctx.default_return_type)
    if not isinstance(declared, Instance) or not declared.type.has_base(TORCH_MODULE):
        return None
    recipe = None if is_overridden(call, function) else _recipe(call, function)
    module = None if recipe is None else recipe.made
    if recipe is None or not isinstance(module, Instance) or not module.type.has_base(declared.type.fullname):
        return None
    return unless_rebound(call, module.accept(_Putting(call, ctx, function, recipe)), ctx.default_return_type)


class _Recipe(NamedTuple):
    """What a function makes: a module, or the modules of a chain; and the defaults of its parameters."""

    made: Type
    defaults: list[Dim]


_MAKES = "makes"


def may_make(function: FuncDef) -> bool:
    """Whether other files may ask for what ``function`` makes, as far as its text tells."""
    declared = function.unanalyzed_type
    result = declared.ret_type if isinstance(declared, CallableType) else None
    makes = isinstance(result, UnboundType) and result.name.rpartition(".")[0] in {"nn", "torch.nn"}
    return makes or (function.name == "__init__" and any(map(_passed_on, function.body.body)))


def keeping(hook: Callable[[Any], Type]) -> Callable[[Any], Type]:
    """``hook`` of a call that makes a module, after which it is kept what the function around it makes."""
    return partial(_keeping, hook)


def _keeping(hook: Callable[[Any], Type], ctx: FunctionContext | MethodContext) -> Type:
    found = hook(ctx)
    _keep(ctx)
    return found


def _keep(ctx: FunctionContext | MethodContext) -> None:
    """Keep how the function around a call that makes a module makes its own, for files that import it."""
    assert isinstance(ctx.api, TypeChecker)
    function = ctx.api.scope.top_level_function()
    if not isinstance(function, FuncDef) or not function.def_or_infer_vars or is_tried():
        return
    call = Call(ctx)
    recipe = _read(call, function)
    if recipe is None:
        return
    keep(call.api, _MAKES, function, [recipe.made, *map(call.dim_type, recipe.defaults)])


def _recipe(call: Call, function: FuncDef) -> _Recipe | None:
    module, _ = split_target(call.api.modules, function.fullname) or ("", "")
    if module == call.api.tree.fullname:
        return _read(call, function)
    found = kept(call.api, _MAKES, function)
    return _Recipe(get_proper_type(found[0]), [*map(dim_of_value, found[1:])]) if found else None


def _read(call: Call, function: FuncDef) -> _Recipe | None:
    """What a function of this file makes."""
    made: Type | None = None
    if function.name == "__init__":
        modules = _chain_in(call, function) if is_chain(function.info) else None
        made = None if modules is None else call.tuple_of(modules)
    else:
        returned = [each.expr for each in statements_of(function.body) if isinstance(each, ReturnStmt)]
        module = type_elsewhere(call.api, returned[0]) if len(returned) == 1 and returned[0] is not None else None
        made = module if isinstance(module, Instance) and _is_known(module) else None
    if made is None:
        return None
    values = [argument.initializer for argument in function.arguments]
    return _Recipe(made, [UNKNOWN if value is None else call.dim(call.passed(value)) for value in values])


def is_overridden(call: Call, method: FuncDef) -> bool:
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
        elif isinstance(statement, AssignmentStmt) and (values := _assigned_to_self(statement)) != []:
            if values is None:
                return None
            assigned += values
        else:
            continue
        if not is_sure:
            return None
    if _passes_self_on(init):
        return None
    if len(made) != 1 or any(kind.is_star() for kind in made[0].arg_kinds):
        return None
    types = [type_elsewhere(call.api, each) for each in (*made[0].args, *assigned)]
    modules: list[Type] = [each for each in types if isinstance(each, Instance) and each.type.has_base(TORCH_MODULE)]
    is_passed = len(modules) == len(made[0].args)
    return modules if None not in types and (is_passed or not made[0].args) else None


def _assigned_to_self(statement: AssignmentStmt) -> list[Expression] | None:
    """What an assignment binds attributes of ``self`` to, in order; ``None`` where that is not written out."""
    target = statement.lvalues[0]
    targets = target.items if isinstance(target, (ListExpr, TupleExpr)) else [target]
    if len(statement.lvalues) > 1 or not all(map(_is_of_self, targets)):
        return None if any(_is_of_self(part) for each in statement.lvalues for part in within(each)) else []
    if target is targets[0]:
        return [statement.rvalue]
    values = [written_item(statement.rvalue, place) for place in range(len(targets))]
    return None if None in values else [each for each in values if each is not None]


def _passes_self_on(init: FuncDef) -> bool:
    """Whether ``init`` hands ``self`` to other code, which may change what it holds, such as ``setattr``."""
    nodes = [*within(init.body)]
    read = {id(node.expr) for node in nodes if isinstance(node, MemberExpr)}
    read |= {id(each) for node in nodes if isinstance(node, SuperExpr) for each in node.call.args}
    return any(isinstance(node, NameExpr) and _is_self(node) and id(node) not in read for node in nodes)


def _passed_on(statement: Statement) -> CallExpr | None:
    """The call of ``super().__init__``, if ``statement`` is one."""
    call = statement.expr if isinstance(statement, ExpressionStmt) else None
    is_it = isinstance(call, CallExpr) and isinstance(call.callee, SuperExpr) and call.callee.name == "__init__"
    return call if is_it and isinstance(call, CallExpr) else None


def _grows(statement: Statement) -> bool:
    """Whether ``statement`` adds a module to ``self`` by calling a method of it."""
    call = statement.expr if isinstance(statement, ExpressionStmt) else None
    return isinstance(call, CallExpr) and _is_of_self(call.callee) and call.callee.name in GROWING  # type: ignore[attr-defined]


def _is_of_self(expression: Node) -> bool:
    return isinstance(expression, MemberExpr) and _is_self(expression.expr)


def _is_self(expression: Node) -> bool:
    return isinstance(expression, NameExpr) and isinstance(expression.node, Var) and expression.node.is_self


class _Putting(Throughout):
    """Puts in what numbers are given; those that are no parameters, and all that are computed of them, are unknown."""

    def __init__(self, call: Call, ctx: FunctionContext | MethodContext, function: FuncDef, recipe: _Recipe) -> None:
        super().__init__()
        self._call, self._function = call, function.fullname
        self._numbers: dict[str, Dim] = {}
        self._named: dict[TypeVarId, Dim] = {}
        passed = dict(zip(ctx.callee_arg_names, ctx.args, strict=True))
        signature = None if function.type is None else get_proper_type(function.type)
        formals = signature.arg_types if isinstance(signature, CallableType) else [any_type()] * len(recipe.defaults)
        for name, formal, default in zip(function.arg_names, formals, recipe.defaults, strict=True):
            actuals = passed.get(name, [])
            number = default if not actuals else call.dim(call.passed(actuals[0])) if len(actuals) == 1 else UNKNOWN
            self._numbers[name or ""] = number
            proper = get_proper_type(formal)
            if isinstance(proper, TypeVarType):
                self._named[proper.id] = number

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
                yield symbol, self._numbers.get(scope.path, UNKNOWN)
