"""Names that a function binds again: ``x = x.T`` gives ``x`` another shape, as it does where ``x`` is a plain tensor.

To mypy a variable keeps the type that it was annotated with, or that its first value had. So such a variable is a
tensor of any shape to it, and what each value is it finds where the value is assigned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from mypy.nodes import (
    LDEF,
    Argument,
    AssignmentExpr,
    AssignmentStmt,
    CallExpr,
    ClassDef,
    Context,
    Expression,
    ForStmt,
    FuncDef,
    IndexExpr,
    ListExpr,
    MemberExpr,
    NameExpr,
    Node,
    OperatorAssignmentStmt,
    OpExpr,
    Statement,
    TupleExpr,
    UnaryExpr,
    Var,
    WithStmt,
)
from mypy.types import CallableType, Instance, Type, get_proper_type

from typed_torch.mypy_plugin.convert import any_type, is_tensor, tensor_of
from typed_torch.mypy_plugin.translating import Translator

__all__ = ["follow_rebound", "note_tensor"]

_NO_TENSORS = frozenset({"device", "dim", "dtype", "item", "ndim", "numel", "shape", "size", "tolist"})
# The first values of variables, which hold tensors of any shape if a hook finds those to be tensors.
_AWAITED: dict[int, tuple[Expression, Var, Instance]] = {}


def follow_rebound(function: FuncDef, plain: Instance) -> None:
    """Let the names that ``function`` binds again be tensors of any shape, of type ``plain``."""
    signature = function.type
    if not isinstance(signature, CallableType):
        return
    bound = _bindings(function)
    tensors: set[Var] = set()
    for argument, type_ in zip(function.arguments, signature.arg_types, strict=True):
        variable = argument.variable
        if tensor_of(type_) is None or argument.kind.is_star():
            continue
        tensors.add(variable)
        if variable in bound:
            tensors.add(_renamed(function, variable, type_.accept(_Plain(plain))))
    for variable, bindings in bound.items():
        first, value = bindings[0]
        if value is None or not first.is_inferred_def or not _is_of(value, tensors):
            continue
        tensors.add(variable)
        if len(bindings) > 1:
            _widen(variable, [name for name, _ in bindings], value, plain)


def note_tensor(value: Context, type_: Type) -> None:
    """A variable whose first value is ``value`` holds tensors if ``type_`` is one, as a hook has found by now.

    mypy tries one overload after the other; the last one is what it takes.
    """
    awaited = _AWAITED.get(id(value))
    if awaited is not None and awaited[0] is value:
        awaited[1].type = awaited[2] if is_tensor(get_proper_type(type_)) else any_type()


def _renamed(function: FuncDef, parameter: Var, type_: Type) -> Var:
    """A variable that is bound to ``parameter`` first and stands for it in the body, where it is bound to others."""
    variable = Var(parameter.name, type_)
    variable._fullname = parameter.fullname
    for node in _within(function.body):
        if isinstance(node, NameExpr) and node.node is parameter:
            node.node = variable
    target, value = NameExpr(parameter.name), NameExpr(parameter.name)
    for name, node in ((target, variable), (value, parameter)):
        name.node, name.kind, name.fullname = node, LDEF, parameter.name
        name.set_line(function)
    binding = AssignmentStmt([target], value)
    binding.set_line(function)
    function.body.body.insert(0, binding)
    return variable


def _widen(variable: Var, names: list[NameExpr], first: Expression, plain: Instance) -> None:
    """Let ``variable`` be bound to any value, until its first one is known to be a tensor."""
    for name in names:
        name.is_inferred_def = False
    variable.type = any_type()
    _AWAITED[id(first)] = first, variable, plain


def _is_of(value: Expression, tensors: Collection[Var]) -> bool:
    """Whether ``value`` is computed from one of ``tensors`` or by torch, and may be a tensor therefore."""
    if isinstance(value, NameExpr):
        return value.node in tensors or value.fullname.partition(".")[0] == "torch"
    if isinstance(value, MemberExpr):
        is_torch = value.fullname.partition(".")[0] == "torch"
        return value.name not in _NO_TENSORS and (is_torch or _is_of(value.expr, tensors))
    if isinstance(value, CallExpr):
        return _is_of(value.callee, tensors)
    if isinstance(value, OpExpr):
        return _is_of(value.left, tensors) or _is_of(value.right, tensors)
    if isinstance(value, IndexExpr):
        return _is_of(value.base, tensors)
    return isinstance(value, UnaryExpr) and _is_of(value.expr, tensors)


class _Plain(Translator):
    """Tensors of any shape."""

    def __init__(self, plain: Instance) -> None:
        super().__init__()
        self._plain = plain

    def visit_instance(self, t: Instance) -> Type:
        return self._plain if tensor_of(t) is not None else super().visit_instance(t)


def _bindings(function: FuncDef) -> dict[Var, list[tuple[NameExpr, Expression | None]]]:
    """The variables that a function itself binds, each time where and to which value, if that is one."""
    found: defaultdict[Var, list[tuple[NameExpr, Expression | None]]] = defaultdict(list)
    for node in _within(function.body, into_functions=False):
        for target, value in _targets(node):
            if isinstance(target, NameExpr) and isinstance(target.node, Var):
                found[target.node].append((target, value))
    return found


def _targets(node: Node) -> Iterator[tuple[Node, Expression | None]]:
    if isinstance(node, AssignmentStmt):
        for target in node.lvalues:
            if isinstance(target, (TupleExpr, ListExpr)):
                yield from ((each, None) for each in _within(target))
            else:
                yield target, node.rvalue if node.unanalyzed_type is None else None
    elif isinstance(node, OperatorAssignmentStmt):
        yield node.lvalue, None
    elif isinstance(node, AssignmentExpr):
        yield node.target, None
    elif isinstance(node, ForStmt):
        yield from ((each, None) for each in _within(node.index))
    elif isinstance(node, WithStmt):
        yield from ((each, None) for target in node.target if target is not None for each in _within(target))


# What leads from a node to those that it names or is made of again.
_ELSEWHERE = frozenset(
    {"__match_args__", "analyzed", "def_var", "expanded", "info", "node", "type", "variable"}
    | {"original_decorators", "original_def"}
)


def _within(node: Node, into_functions: bool = True) -> Iterator[Node]:
    """``node`` and all below it, in the order of the text; mypy's own traversals cannot be subclassed."""
    yield node
    if isinstance(node, (FuncDef, ClassDef)) and not into_functions:
        return
    for name in _parts_of(type(node)):
        yield from _nodes(getattr(node, name, None), into_functions)


def _nodes(value: object, into_functions: bool) -> Iterator[Node]:
    if isinstance(value, (Expression, Statement, Argument)):
        yield from _within(value, into_functions)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _nodes(each, into_functions)


_PARTS: dict[type, tuple[str, ...]] = {}


def _parts_of(kind: type) -> tuple[str, ...]:
    """The attributes that nodes of ``kind`` have their parts in."""
    if kind not in _PARTS:
        slots = (name for base in kind.__mro__ for name in getattr(base, "__slots__", ()))
        names = getattr(kind, "__mypyc_attrs__", slots)  # where mypy is compiled, and where it is not
        _PARTS[kind] = tuple(name for name in dict.fromkeys(names) if name not in _ELSEWHERE)
    return _PARTS[kind]
