"""Names that a function binds again: ``x = x.T`` gives ``x`` another shape, as it does where ``x`` is a plain tensor.

To mypy a variable keeps the type that it was annotated with, or that its first value had. So such a variable is a
tensor of any shape to it, and what each value is it finds where the value is assigned. Where nobody can tell beforehand
that the first value is a tensor, the variable becomes one of any shape when it is bound again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from mypy.nodes import (
    LDEF,
    AssignmentStmt,
    Block,
    CallExpr,
    ConditionalExpr,
    Context,
    Decorator,
    Expression,
    FuncDef,
    IndexExpr,
    MemberExpr,
    MypyFile,
    NameExpr,
    OpExpr,
    TempNode,
    TypeInfo,
    UnaryExpr,
    Var,
)
from mypy.types import CallableType, Instance, NoneType, ProperType, TupleType, Type, UnionType, get_proper_type

from typed_torch.mypy_plugin.bindings import blocks_of
from typed_torch.mypy_plugin.convert import any_type, is_tensor, tensor_of
from typed_torch.mypy_plugin.jaxtyping.bound import Binding, bindings_of
from typed_torch.mypy_plugin.syntax import mentions
from typed_torch.mypy_plugin.translating import Translator
from typed_torch.mypy_plugin.walking import functions_in, within
from typed_torch.shape.einops import EINOPS

__all__ = ["follow_rebound", "note_tensor"]

_NO_TENSORS = frozenset({"device", "dim", "dtype", "item", "ndim", "numel", "shape", "size", "tolist"})


@dataclass(frozen=True, slots=True)
class _Awaited:
    """A variable that is of type ``plain``, tensors of any shape or ``None``, if a hook finds its value to be one."""

    variable: Var
    binding: Binding
    plain: Type
    is_first: bool


_AWAITED: defaultdict[int, list[_Awaited]] = defaultdict(list)


def follow_rebound(file: MypyFile, plain: Instance) -> None:
    """Let the names that ``file`` and its functions bind again be tensors of any shape, of type ``plain``."""
    has_inner = mentions(file.path, ":=")
    for function in functions_in(file.defs):
        bound = bindings_of(function.body, has_inner)
        _follow(bound, _parameters(function, bound, plain), function.info or None, plain)
        for declared in _declared(function.body, bound):
            _rename(function, declared, plain)
    _follow(bindings_of(Block(file.defs), has_inner), set(), None, plain)


def _parameters(function: FuncDef, bound: Collection[Var], plain: Instance) -> set[Var]:
    """The parameters that are tensors, and what stands for them where they, or pairs of some, are bound again."""
    signature = function.type
    types = signature.arg_types if isinstance(signature, CallableType) else []
    tensors: set[Var] = set()
    for argument, type_ in zip(function.arguments, types, strict=False):
        variable = argument.variable
        if argument.kind.is_star():
            continue
        found = {variable}
        if variable in bound and _is_of_tensors(type_):
            found.add(_rename(function, _Declared(variable, type_, function.body, 0, function), plain))
        if tensor_of(type_) is not None:
            tensors |= found
    return tensors


def _is_of_tensors(type_: Type) -> bool:
    """Whether ``type_`` is a tensor, or a tuple of some, or may be one."""
    proper = get_proper_type(type_)
    if isinstance(proper, UnionType):
        return any(map(_is_of_tensors, proper.items))
    if isinstance(proper, TupleType):
        return bool(proper.items) and all(map(_is_of_tensors, proper.items))
    return tensor_of(proper) is not None


def _follow(bound: Mapping[Var, list[Binding]], tensors: set[Var], info: TypeInfo | None, plain: Instance) -> None:
    for variable, bindings in bound.items():
        first = bindings[0]
        if not first.target.is_inferred_def:
            continue
        is_optional = any(isinstance(each.value, NameExpr) and each.value.name == "None" for each in bindings)
        wide = UnionType([plain, NoneType()]) if is_optional else plain
        if first.value is not None and _is_of(first.value, tensors, info):
            tensors.add(variable)
            if len(bindings) > 1:
                _widen(variable, bindings, tensors, wide)
        elif any(isinstance(each.value, NameExpr) and each.value.node in tensors for each in bindings[1:]):
            _widen(variable, bindings, tensors, wide)
        else:
            for later in bindings[1:]:
                _await(variable, later, wide, is_first=False)


def note_tensor(value: Context, type_: Type) -> None:
    """A variable that is bound to ``value`` holds tensors if ``type_`` is one, as a hook has found by now.

    mypy tries one overload after the other; the last one is what it takes.
    """
    for awaited in _AWAITED.get(id(value), ()):
        if awaited.binding.value is not value:
            continue
        found = _at(type_, awaited.binding.path)
        if awaited.is_first:
            awaited.variable.type = awaited.plain if found is not None and is_tensor(found) else any_type()
        elif awaited.variable.type is not None and tensor_of(awaited.variable.type) is not None:
            awaited.variable.type = awaited.plain


def _at(type_: Type, path: tuple[int, ...]) -> ProperType | None:
    proper = get_proper_type(type_)
    for place in path:
        if not isinstance(proper, TupleType) or place >= len(proper.items):
            return None
        proper = get_proper_type(proper.items[place])
    return proper


def _await(variable: Var, binding: Binding, plain: Type, *, is_first: bool) -> None:
    value = binding.value
    if isinstance(value, ConditionalExpr):
        for each in (value.if_expr, value.else_expr):
            _await(variable, replace(binding, value=each), plain, is_first=is_first)
    elif value is not None:
        _AWAITED[id(value)].append(_Awaited(variable, binding, plain, is_first))


@dataclass(frozen=True, slots=True)
class _Declared:
    """A parameter or a local variable with an annotation, and the place from which on its name may stand for others."""

    variable: Var
    type: Type
    block: Block
    place: int
    by: Context


def _declared(block: Block, bound: Mapping[Var, list[Binding]]) -> Iterator[_Declared]:
    """The local tensors that an annotation declares where they are bound first, and no other time."""
    for place, statement in enumerate([*block.body]):
        for inner in blocks_of(statement):
            yield from _declared(inner, bound)
        if not isinstance(statement, AssignmentStmt) or statement.unanalyzed_type is None:
            continue
        target = statement.lvalues[0]
        variable = target.node if isinstance(target, NameExpr) else None
        bindings = bound.get(variable, []) if isinstance(variable, Var) else []
        is_first = len(bindings) > 1 and bindings[0].target is target and not isinstance(statement.rvalue, TempNode)
        if is_first and isinstance(variable, Var) and variable.type is not None and _is_of_tensors(variable.type):
            yield _Declared(variable, variable.type, block, place + 1, statement)


def _rename(function: FuncDef, declared: _Declared, plain: Instance) -> Var:
    """A variable that is bound to the declared one and stands for it in all that follows, bound to others too."""
    old, new = declared.variable, Var(declared.variable.name, declared.type.accept(_Plain(plain)))
    new._fullname = old.fullname
    own = declared.by.lvalues[0] if isinstance(declared.by, AssignmentStmt) else None
    for node in within(function.body):
        if isinstance(node, NameExpr) and node.node is old and node is not own:
            node.node = new
    target, value = NameExpr(old.name), NameExpr(old.name)
    for name, node in ((target, new), (value, old)):
        name.node, name.kind, name.fullname = node, LDEF, old.name
        name.set_line(declared.by)
    binding = AssignmentStmt([target], value)
    binding.set_line(declared.by)
    declared.block.body.insert(declared.place, binding)
    return new


def _widen(variable: Var, bindings: list[Binding], tensors: Collection[Var], plain: Type) -> None:
    """Let ``variable`` be bound to any value, until its first one is known to be a tensor."""
    for each in bindings:
        each.target.is_inferred_def = False
    first = bindings[0].value
    variable.type = plain if isinstance(first, NameExpr) and first.node in tensors else any_type()
    _await(variable, bindings[0], plain, is_first=True)


def _is_of(value: Expression, tensors: Collection[Var], info: TypeInfo | None) -> bool:
    """Whether ``value`` is computed from one of ``tensors`` or by torch, and may be a tensor therefore."""
    if isinstance(value, NameExpr):
        return value.node in tensors or _is_of_torch(value.fullname)
    if isinstance(value, MemberExpr):
        is_torch = _is_of_torch(value.fullname)
        is_own = isinstance(value.expr, NameExpr) and isinstance(value.expr.node, Var) and value.expr.node.is_self
        is_of = is_torch or _is_of(value.expr, tensors, info) or (is_own and _holds_tensor(info, value.name))
        return value.name not in _NO_TENSORS and is_of
    if isinstance(value, CallExpr):
        return _is_of(value.callee, tensors, info) or _returns_tensors(value.callee, info)
    if isinstance(value, OpExpr):
        return _is_of(value.left, tensors, info) or _is_of(value.right, tensors, info)
    if isinstance(value, IndexExpr):
        return _is_of(value.base, tensors, info)
    return isinstance(value, UnaryExpr) and _is_of(value.expr, tensors, info)


def _is_of_torch(fullname: str) -> bool:
    package, _, name = fullname.partition(".")
    return package == "torch" or (package == "einops" and name.rpartition(".")[2] in EINOPS)


def _holds_tensor(info: TypeInfo | None, name: str) -> bool:
    """Whether the attribute ``name`` is annotated as a tensor."""
    symbol = None if info is None else info.get(name)
    node = None if symbol is None else symbol.node
    type_ = node.var.type if isinstance(node, Decorator) else node.type if isinstance(node, Var) else None
    proper = None if type_ is None else get_proper_type(type_)
    is_property = isinstance(node, Decorator) and node.var.is_property and isinstance(proper, CallableType)
    found = proper.ret_type if is_property and isinstance(proper, CallableType) else proper
    return found is not None and tensor_of(found) is not None


def _returns_tensors(callee: Expression, info: TypeInfo | None) -> bool:
    """Whether a function or a method of one's own class says that it returns tensors, or what is called is a module."""
    node = callee.node if isinstance(callee, NameExpr) else None
    if isinstance(callee, MemberExpr) and isinstance(callee.expr, NameExpr):
        of_self = isinstance(callee.expr.node, Var) and callee.expr.node.is_self and info is not None
        symbol = info.get(callee.name) if of_self and info is not None else None
        node = symbol.node if symbol is not None else callee.node
        if of_self and isinstance(node, Var):
            return True
    function = node.func if isinstance(node, Decorator) else node
    signature = function.type if isinstance(function, FuncDef) else None
    if not isinstance(signature, CallableType):
        return False
    result = get_proper_type(signature.ret_type)
    items = result.items if isinstance(result, TupleType) else [result]
    return any(tensor_of(item) is not None for item in items)


class _Plain(Translator):
    """Tensors of any shape."""

    def __init__(self, plain: Instance) -> None:
        super().__init__()
        self._plain = plain

    def visit_instance(self, t: Instance) -> Type:
        return self._plain if tensor_of(t) is not None else super().visit_instance(t)
