"""Computed sizes as types: ``Size[Literal["H // 2"], tuple[H]]``, whose names mypy itself replaces, and ``Dim``.

What mypy has put in the place of a name is computed with again wherever a size is read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache

from mypy.nodes import FuncDef, TypeAlias, TypeVarExpr
from mypy.plugin import AnalyzeTypeContext
from mypy.typeanal import TypeAnalyser
from mypy.typeops import get_all_type_vars
from mypy.types import (
    CallableType,
    Instance,
    LiteralType,
    TupleType,
    Type,
    TypeAliasType,
    TypeVarType,
    UnboundType,
    UnionType,
    get_proper_type,
)

from typed_torch.mypy_plugin.convert import any_type, dim_of, is_size
from typed_torch.mypy_plugin.fullnames import SIZE
from typed_torch.shape import UNKNOWN, Dim, Symbol
from typed_torch.shape.sizes import Expression, SizeSyntaxError, names_in, parse, substitute, symbols

__all__ = ["analyze_alias", "analyze_dim", "is_alias", "normalized", "size_over", "size_type", "with_text_variables"]

Build = Callable[[str, list[Type]], Type]


def size_type(dim: Expression, build: Build) -> Type:
    """The type of a computed size, the same for all that have one normal form; ``Any`` where a name is no variable."""
    named = _with_names_apart(dim)
    if named is None:
        return any_type()
    text, variables = named
    return build(text, [variables[name] for name in names_in(text)])


@lru_cache(4096)
def _with_names_apart(dim: Expression) -> tuple[str, dict[str, Type]] | None:
    """``dim`` as text, and what its names stand for; those of two scopes that are called the same get a number."""
    taken: dict[str, Type] = {}
    renamed: dict[Symbol, Dim] = {}
    for symbol in sorted(symbols(dim), key=lambda each: each.order):
        if not isinstance(symbol.scope, TypeVarType):
            return None
        name, count = symbol.name, 2
        while name in taken:
            name, count = f"{symbol.name}_{count}", count + 1
        taken[name] = symbol.scope
        renamed[symbol] = Symbol(name)
    return str(substitute(dim, renamed)), taken


def normalized(type_: Type, to_type: Callable[[Dim], Type]) -> Type:
    """``type_`` with every size in it computed as far as it can be, and so the same as any other that is equal."""
    if isinstance(type_, TypeAliasType) and type_.is_recursive:
        return type_
    proper = get_proper_type(type_)
    if isinstance(proper, Instance):
        if proper.type.fullname == SIZE:
            dim = dim_of(proper)
            return to_type(dim) if isinstance(dim, (int, Symbol, Expression)) or dim is UNKNOWN else any_type()
        if not proper.args:
            return type_
        arguments = [normalized(each, to_type) for each in proper.args]
        return proper.copy_modified(args=arguments) if arguments != list(proper.args) else type_
    if isinstance(proper, TupleType):
        items = [normalized(each, to_type) for each in proper.items]
        return proper.copy_modified(items=items) if items != proper.items else type_
    if isinstance(proper, UnionType):
        items = [normalized(each, to_type) for each in proper.items]
        return UnionType(items, proper.line, proper.column) if items != proper.items else type_
    return type_


def analyze_dim(ctx: AnalyzeTypeContext) -> Type:
    """The size that ``Dim[Literal["H // 2"]]`` means where it stands."""
    assert isinstance(ctx.api, TypeAnalyser)
    text = _text_in(ctx.api, ctx.type.args[0]) if len(ctx.type.args) == 1 else None
    if text is None:
        ctx.api.fail('Dim[...] takes one size as text, such as Dim[Literal["H // 2"]]', ctx.context)
        return any_type()
    return _bound(ctx, text)


def _text_in(api: TypeAnalyser, type_: Type) -> str | None:
    if isinstance(type_, UnboundType) and type_.original_str_expr is not None:  # Dim["H // 2"]
        return None
    literal = get_proper_type(api.analyze_type(type_))
    return literal.value if isinstance(literal, LiteralType) and isinstance(literal.value, str) else None


def _bound(ctx: AnalyzeTypeContext, text: str) -> Type:
    """``text`` with its names bound where it is used; not bound yet in an alias, which is no use."""
    api = ctx.api
    assert isinstance(api, TypeAnalyser)
    try:
        parse(text)
    except SizeSyntaxError as error:
        api.fail(str(error), ctx.context)
        return any_type()
    found: list[Type] = []
    names = names_in(text)
    for name in names:
        node = api.lookup_qualified(name, ctx.context, suppress_errors=True)
        if node is None or not isinstance(node.node, TypeVarExpr):
            api.fail(
                f"size {text!r}: {name} is no type variable: a size is an expression over type variables bound to int",
                ctx.context,
            )
            return any_type()
        if api.defining_alias:
            return _instance(api, text, [])
        variable = api.tvar_scope.get_binding(node)
        if variable is None:
            if api.tvar_scope.is_class_scope or api.tvar_scope.parent is None:
                api.fail(f"size {text!r}: {name} is not bound here: no annotation of a function names it", ctx.context)
                return any_type()
            variable = api.tvar_scope.bind_new(name, node.node, api.fail_func, ctx.context)
        if not isinstance(variable, TypeVarType) or not is_size(variable):
            api.fail(f"size {text!r}: {name} is no size: bind it with TypeVar({name!r}, bound=int)", ctx.context)
            return any_type()
        found.append(variable)
    return size_over(api, text, found)


def size_over(api: TypeAnalyser, text: str, variables: list[Type]) -> Type:
    """The type of a size whose names are bound: in normal form, and a plain one where it is that."""
    dim = dim_of(_instance(api, text, variables))
    if isinstance(dim, Symbol):
        assert isinstance(dim.scope, TypeVarType)
        return dim.scope
    if isinstance(dim, int):
        return LiteralType(dim, api.named_type("builtins.int"))
    if isinstance(dim, Expression):
        return size_type(dim, lambda text, names: _instance(api, text, names))
    return any_type()


def _instance(api: TypeAnalyser, text: str, variables: list[Type]) -> Instance:
    fallback = api.named_type("builtins.tuple", [any_type()])
    literal = LiteralType(text, api.named_type("builtins.str"))
    return api.named_type(SIZE, [literal, TupleType(variables, fallback)])


def with_text_variables(signature: CallableType, inside: Collection[str]) -> CallableType:
    """``signature`` with the variables that only its texts name, which mypy has not bound to it.

    ``inside`` are the functions that the call stands in.
    """
    found = {
        variable: None
        for type_ in (*signature.arg_types, signature.ret_type)
        for variable in get_all_type_vars(type_)
        if isinstance(variable, TypeVarType) and _is_of(variable, signature, inside)
    }
    missing = [variable for variable in found if variable not in signature.variables]
    return signature.copy_modified(variables=[*signature.variables, *missing]) if missing else signature


def _is_of(variable: TypeVarType, signature: CallableType, inside: Collection[str]) -> bool:
    """Whether a function's variable is one of ``signature``, and not of the functions that the call stands in."""
    definition = signature.definition
    if variable.id.raw_id >= 0 or variable.id.is_meta_var():
        return False
    if isinstance(definition, FuncDef):
        return variable.id.namespace == definition.fullname
    return variable.id.namespace not in inside


def is_alias(node: object) -> bool:
    """Whether ``node`` is a short name for a ``Dim`` whose names are not bound yet."""
    if not isinstance(node, TypeAlias) or node.alias_tvars:
        return False
    target = get_proper_type(node.target)
    return isinstance(target, Instance) and target.type.fullname == SIZE


def analyze_alias(node: TypeAlias, ctx: AnalyzeTypeContext) -> Type:
    """The size that a short name means where it stands."""
    target = get_proper_type(node.target)
    assert isinstance(target, Instance)
    text = get_proper_type(target.args[0])
    assert isinstance(text, LiteralType)
    assert isinstance(text.value, str)
    return _bound(ctx, text.value)
