"""Attributes that jaxtyping annotates: ``W: Float[Tensor, "d m"]`` in a class, a field, a property, what is made of a
parameter of ``__init__``.

Their names are sizes of the object that has them, the same in all of its attributes and wherever they are read. What
they are beside the names of a method is not said, so those may be any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from mypy.checker import TypeChecker
from mypy.nodes import CallExpr, Decorator, Expression, FuncDef, MemberExpr, NameExpr, TempNode, TypeInfo, Var
from mypy.plugin import AttributeContext
from mypy.typeops import get_all_type_vars
from mypy.types import CallableType, Instance, Overloaded, TupleType, Type, TypeVarType, get_proper_type

from typed_torch.mypy_plugin.bindings import bindings_of, function_given, is_set_later, only_binding
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import dim_of, tensor_of
from typed_torch.mypy_plugin.jaxtyping.assigned import hold_assigned
from typed_torch.mypy_plugin.jaxtyping.axes import holds_jaxtyped, is_jaxtyped
from typed_torch.mypy_plugin.jaxtyping.marks import marked
from typed_torch.mypy_plugin.jaxtyping.names import is_name, scope_of
from typed_torch.mypy_plugin.sizes import normalized
from typed_torch.mypy_plugin.syntax import is_in_a_loop
from typed_torch.mypy_plugin.translating import Translator
from typed_torch.mypy_plugin.walking import is_assigned
from typed_torch.shape import Dim
from typed_torch.shape.jaxtyping import Axis, Kind, parse_axes
from typed_torch.shape.sizes import Held, names_in, parse

__all__ = ["HeldBy", "sizes_held", "with_held_names"]

_DEEPEST = 10


class HeldBy(NamedTuple):
    """The object that has a size: read in ``function`` by ``path``; its annotations call sizes by these ``words``.

    ``is_local`` says that ``function`` makes it or asks another one for it, perhaps with sizes that are all numbers.
    ``is_shared`` says that its signature has some of the words: what it calls otherwise is another size.
    """

    function: str
    path: str
    words: tuple[str, ...]
    is_local: bool = False
    is_shared: bool = False


def with_held_names(name: str, ctx: AttributeContext, attribute: Type) -> Type:
    """``attribute``, called ``name``, with the names in its annotation as sizes of the object that has it."""
    made_in = _maker(attribute)
    if is_assigned(ctx):
        hold_assigned(name, ctx, attribute)
        return attribute
    if not isinstance(ctx.context, MemberExpr) or not (made_in or holds_jaxtyped(attribute)):
        return attribute
    call, owner = Call(ctx), get_proper_type(ctx.type)
    owner = owner.partial_fallback if isinstance(owner, TupleType) else owner
    if not isinstance(owner, Instance):
        return attribute
    info = next((each for each in owner.type.mro if name in each.names), None)
    functions = [each for each in call.api.scope.stack if isinstance(each, FuncDef)]
    is_made_here = any(made_in == each.fullname for each in functions)
    if info is None or not functions or is_made_here or not _is_fixed(call.api, info, name, attribute):
        return attribute
    path = _path(call.api, ctx.context.expr)
    if path is None:
        return attribute
    if made_in:
        signature = info.names["__init__"].node if made_in == f"{info.fullname}.__init__" else None
        words = _names_of(signature.type) if isinstance(signature, FuncDef) else ()
        by = _held_by(call.api, functions[0], f"{path}()", words, ctx.context.expr)
        return normalized(attribute.accept(_Made(call, by)), call.dim_type)
    return attribute.accept(
        _Holding(call, _held_by(call.api, functions[0], path, _words(owner.type), ctx.context.expr))
    )


def sizes_held(call: Call, method: FuncDef) -> Mapping[str, Dim]:
    """The sizes of the object whose ``method`` is called, by what its annotations call them."""
    written = call.context.callee if isinstance(call.context, CallExpr) else None
    owner = written.expr if isinstance(written, MemberExpr) and written.name == method.name else written
    functions = [each for each in call.api.scope.stack if isinstance(each, FuncDef)]
    path = None if owner is None or not functions or call.is_chained else _path(call.api, owner)
    if path is None or owner is None or not method.info:
        return {}
    by = _held_by(call.api, functions[0], path, _words(method.info), owner)
    return {word: Held(word, by) for word in by.words}


def _held_by(api: TypeChecker, function: FuncDef, path: str, words: Iterable[str], owner: Expression) -> HeldBy:
    all_words = tuple(sorted(set(words)))
    is_shared = not _names_of(function.type).isdisjoint(all_words)
    return HeldBy(function.fullname, path, all_words, _is_local(api, owner), is_shared)


def _maker(attribute: Type) -> str | None:
    """The ``__init__`` whose parameters give names in ``attribute`` their size."""
    scopes = {scope_of(each) for each in get_all_type_vars(attribute) if is_name(each)}
    scope = scopes.pop() if len(scopes) == 1 else ""
    return scope if scope.endswith(".__init__") else None


def _names_of(signature: Type | None) -> frozenset[str]:
    return frozenset(each.name for each in get_all_type_vars(signature) if is_name(each)) if signature else frozenset()


def _is_fixed(api: TypeChecker, info: TypeInfo, name: str, type_: Type) -> bool:
    """Whether an attribute is surely the same wherever it is read: bound once, in this file or by a dataclass."""
    found = bindings_of(api.tree).get((info, name), [])
    bound = [each for each in found if each.is_of_another and not isinstance(each.value, TempNode)]
    is_seen = info.module_name == api.tree.fullname or "dataclass" in info.metadata or info.is_named_tuple
    return is_seen and len(bound) <= 1 and not is_set_later(api, info, name, is_a_tensor=tensor_of(type_) is not None)


def _path(api: TypeChecker, expression: Expression, depth: int = 0) -> str | None:
    """How an object is read, if it is the same one wherever it is read so."""
    if isinstance(expression, NameExpr) and isinstance(expression.node, Var):
        bound = only_binding(api, expression)
        is_bound_once = bound is not None and bound.value is not None and not is_in_a_loop(api.path, bound.value.line)
        return expression.name if is_bound_once or function_given(api, expression.node) is not None else None
    owner = api.lookup_type_or_none(expression.expr) if isinstance(expression, MemberExpr) else None
    proper = None if owner is None else get_proper_type(owner)
    if not isinstance(expression, MemberExpr) or not isinstance(proper, Instance) or depth > _DEEPEST:
        return None
    path = _path(api, expression.expr, depth + 1)
    return f"{path}.{expression.name}" if path and not is_set_later(api, proper.type, expression.name) else None


def _is_local(api: TypeChecker, expression: Expression) -> bool:
    """Whether an object is read from a name that is bound to a call of nothing with a size that has a name."""
    while isinstance(expression, MemberExpr):
        expression = expression.expr
    bound = only_binding(api, expression)
    made = None if bound is None else bound.value
    return isinstance(made, CallExpr) and not any(_has_named_size(api, argument) for argument in made.args)


def _has_named_size(api: TypeChecker, argument: Expression) -> bool:
    known = api.lookup_type_or_none(argument)
    tensor = None if known is None else tensor_of(known)
    shape = None if tensor is None else get_proper_type(tensor.args[0])
    return isinstance(shape, TupleType) and any(not isinstance(dim_of(item), int) for item in shape.items)


def _words(info: TypeInfo) -> Iterator[str]:
    """What the annotations of attributes and properties call sizes."""
    for base in info.mro:
        for symbol in base.names.values():
            node = symbol.node
            if isinstance(node, Decorator) and node.var.is_property:
                node = node.var
            if isinstance(node, Var) and node.type is not None:
                yield from _names(node.type)


def _names(type_: Type) -> Iterator[str]:
    proper = get_proper_type(type_)
    if isinstance(proper, CallableType):
        yield from _names(proper.ret_type)
    elif not isinstance(proper, Overloaded) and holds_jaxtyped(proper):
        finder = _Finder()
        proper.accept(finder)
        yield from finder.found


class _Shapes(Translator):
    """Rewrites the axes that are marked in the annotation of a tensor."""

    def visit_instance(self, t: Instance) -> Type:
        found = super().visit_instance(t)
        shape = get_proper_type(t.args[0]) if is_jaxtyped(t) else None
        if not isinstance(shape, TupleType) or not isinstance(found, Instance):
            return found
        items = [self.axis(item) for item in shape.items]
        return found.copy_modified(args=[shape.copy_modified(items=items), *found.args[1:]])

    def axis(self, type_: Type) -> Type:
        text = marked(type_)
        axes = parse_axes(text) if text else ()
        return self.named(axes[0], type_) if len(axes) == 1 and not axes[0].broadcastable else type_

    def named(self, axis: Axis, type_: Type) -> Type:
        """What stands for ``axis``, a name or an expression of names."""
        return type_


class _Finder(_Shapes):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def named(self, axis: Axis, type_: Type) -> Type:
        if axis.is_plain_name:
            self.found.append(axis.text)
        return type_


class _Made(Translator):
    """What ``__init__`` calls its sizes, as those of the object that it makes."""

    def __init__(self, call: Call, owner: HeldBy) -> None:
        super().__init__()
        self._call, self._owner = call, owner

    def visit_type_var(self, t: TypeVarType) -> Type:
        return self._call.dim_type(Held(t.name, self._owner)) if is_name(t) else t


class _Holding(_Shapes):
    def __init__(self, call: Call, owner: HeldBy) -> None:
        super().__init__()
        self._call, self._owner = call, owner

    def named(self, axis: Axis, type_: Type) -> Type:
        if axis.is_plain_name:
            return self._call.dim_type(Held(axis.text, self._owner))
        if axis.kind is not Kind.COMPUTED or not names_in(axis.text):
            return type_
        dims: dict[str, Dim] = {name: Held(name, self._owner) for name in names_in(axis.text)}
        return self._call.dim_type(parse(axis.text, dims))
