"""What names are bound to: the one assignment of a variable or of an attribute of ``self``, if there is but one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from mypy.checker import TypeChecker
from mypy.nodes import (
    AssignmentExpr,
    AssignmentStmt,
    Block,
    CallExpr,
    ClassDef,
    ConditionalExpr,
    Decorator,
    DelStmt,
    Expression,
    ExpressionStmt,
    ForStmt,
    FuncDef,
    IfStmt,
    Import,
    ImportAll,
    ImportFrom,
    IndexExpr,
    ListExpr,
    MatchStmt,
    MemberExpr,
    MypyFile,
    NameExpr,
    Node,
    OperatorAssignmentStmt,
    OpExpr,
    OverloadedFuncDef,
    ReturnStmt,
    StarExpr,
    Statement,
    StrExpr,
    TryStmt,
    TupleExpr,
    TypeInfo,
    Var,
    WhileStmt,
    WithStmt,
)

from typed_torch.mypy_plugin.jaxtyping.imports import uses_jaxtyping

__all__ = [
    "GROWING",
    "Bound",
    "asks_for_us",
    "bindings_of",
    "blocks_of",
    "bound_beside",
    "changes_of",
    "function_given",
    "function_of",
    "grown",
    "grows",
    "imports_us",
    "is_changed",
    "is_grown",
    "is_rebound",
    "is_set_later",
    "is_unpacked",
    "last_binding",
    "only_binding",
    "returned_at",
    "statements_of",
    "target_of",
    "value_bound",
    "written_item",
]


@dataclass(frozen=True, slots=True)
class Bound:
    """A binding: to ``value``, or to its item ``index``, or to several of them; those after a star count from the end.

    ``value`` is ``None`` where it is bound to something that is not read. ``is_moved`` says that it is what the name
    was bound to before, on another device perhaps or of another dtype, and ``is_updated`` that ``+=`` and the like
    changes it, which leaves a tensor its shape.
    """

    value: Expression | None
    index: int | slice | None = None
    is_moved: bool = False
    is_updated: bool = False

    @property
    def is_of_another(self) -> bool:
        """Whether it may give a tensor another shape."""
        return not self.is_moved and not self.is_updated


Key = Hashable
_MAKING = frozenset({"__init__", "__post_init__"})
_MOVING = frozenset({"bfloat16", "clone", "contiguous", "cpu", "cuda", "detach", "double", "eval", "float", "half"})
_MOVING |= {"pin_memory", "requires_grad_", "share_memory_", "to", "train", "type"}
GROWING = frozenset({"add_module", "append", "clear", "extend", "insert", "pop", "register_module", "update"})


def bindings_of(file: MypyFile) -> dict[Key, list[Bound]]:
    """Every binding in ``file``, by variable, or by class and attribute."""
    return _read(file).found


@lru_cache(maxsize=2)
def _read(file: MypyFile) -> _Reader:
    reader = _Reader()
    reader.block(file.defs, None)
    reader.found.default_factory = reader.grown.default_factory = reader.changed.default_factory = None
    return reader


class _Reader:
    def __init__(self) -> None:
        self.found: defaultdict[Key, list[Bound]] = defaultdict(list)
        self.parameters: dict[Var, FuncDef] = {}
        self.grown: defaultdict[Key, list[CallExpr | None]] = defaultdict(list)
        # Attributes that are set on something else than self, by their names, and where.
        self.changed: defaultdict[str, list[MemberExpr]] = defaultdict(list)
        self.later: set[Key] = set()  # attributes that methods bind which may be called any number of times
        self.updated: set[Key] = set()  # attributes that they change by ``+=`` and the like
        self.method: str | None = None
        self.unpacked: set[int] = set()  # values whose items several names are bound to
        self.loops: dict[int, Expression] = {}  # what items are bound to, by what is looped over

    def block(self, statements: list[Statement], info: TypeInfo | None) -> None:
        for statement in statements:
            self.statement(statement, info)

    def statement(self, node: Statement | Node, info: TypeInfo | None) -> None:
        if isinstance(node, ClassDef):
            self.block(node.defs.body, node.info)
        elif isinstance(node, FuncDef):
            self.parameters |= {argument.variable: node for argument in node.arguments}
            around, self.method = self.method, node.name
            self.block(node.body.body, info)
            self.method = around
        elif isinstance(node, Decorator):
            self.statement(node.func, info)
        elif isinstance(node, OverloadedFuncDef):
            for item in node.items:
                self.statement(item, info)
        elif isinstance(node, AssignmentStmt):
            if any(isinstance(lvalue, (TupleExpr, ListExpr)) for lvalue in node.lvalues):
                self.unpacked.add(id(node.rvalue))
            for lvalue in node.lvalues:
                self.bind(lvalue, Bound(node.rvalue), info)
        elif isinstance(node, OperatorAssignmentStmt):
            self.bind(node.lvalue, Bound(None, is_updated=True), info)
        elif isinstance(node, ExpressionStmt):
            self.buffer(node.expr, info)
            self.grow(node.expr, info)
        elif isinstance(node, DelStmt):
            self.bind(node.expr, Bound(None), info)
        else:
            if isinstance(node, ForStmt):
                self.loops[id(node.expr)] = node.index
            for target in _targets(node):
                self.bind(target, Bound(None), info)
            for block in blocks_of(node):
                self.block(block.body, info)

    def buffer(self, call: Expression, info: TypeInfo | None) -> None:
        """``self.register_buffer("table", value)`` binds ``self.table``."""
        callee = call.callee if isinstance(call, CallExpr) else None
        if not isinstance(callee, MemberExpr) or callee.name != "register_buffer" or info is None:
            return
        assert isinstance(call, CallExpr)
        if len(call.args) > 1 and isinstance(call.args[0], StrExpr):
            self.found[info, call.args[0].value].append(Bound(call.args[1]))

    def grow(self, call: Expression, info: TypeInfo | None) -> None:
        """``self.blocks.append(block)`` adds to what ``self.blocks`` holds."""
        if not isinstance(call, CallExpr) or not isinstance(call.callee, MemberExpr):
            return
        if call.callee.name in GROWING and (key := key_of(call.callee.expr, info)) is not None:
            self.grown[key].append(call)

    def bind(self, target: Expression, bound: Bound, info: TypeInfo | None) -> None:
        if isinstance(target, (TupleExpr, ListExpr)):
            for index, item in _places(target.items):
                is_whole = bound.index is None and bound.value is not None
                self.bind(item, Bound(bound.value, index) if is_whole else Bound(None), info)
        elif (key := key_of(target, info)) is not None:
            is_moved = bound.index is None and _is_moved(bound.value, key, info)
            self.found[key].append(replace(bound, is_moved=True) if is_moved else bound)
            if isinstance(target, MemberExpr) and self.method not in _MAKING and not is_moved:
                (self.updated if bound.is_updated else self.later).add(key)
        elif isinstance(target, MemberExpr):
            self.changed[target.name].append(target)
        elif isinstance(target, IndexExpr) and (key := key_of(target.base, info)) is not None:
            self.grown[key].append(None)


def _places(targets: list[Expression]) -> Iterator[tuple[int | slice, Expression]]:
    """Which items of what is unpacked each target gets."""
    star = next((place for place, each in enumerate(targets) if isinstance(each, StarExpr)), None)
    for place, target in enumerate(targets):
        from_end = place - len(targets)
        if star is not None and isinstance(target, StarExpr):
            yield slice(place, from_end + 1 or None), target.expr
        else:
            yield place if star is None or place < star else from_end, target


def key_of(expression: Expression, info: TypeInfo | None) -> Key | None:
    """What bindings are kept under: a variable, or the name of an attribute of ``self``."""
    if isinstance(expression, NameExpr) and isinstance(expression.node, Var):
        return expression.node
    if isinstance(expression, MemberExpr) and isinstance(expression.expr, NameExpr) and info is not None:
        owner = expression.expr.node
        if isinstance(owner, Var) and owner.is_self:
            return info, expression.name
    return None


def _is_moved(value: Expression | None, key: Key, info: TypeInfo | None) -> bool:
    """Whether ``value`` is ``self.x.to(device)`` where ``key`` is ``self.x``."""
    is_moved = False
    while isinstance(value, CallExpr) and isinstance(value.callee, MemberExpr) and value.callee.name in _MOVING:
        value, is_moved = value.callee.expr, True
    return is_moved and value is not None and key_of(value, info) == key


def _targets(node: Node) -> Iterator[Expression]:
    if isinstance(node, ForStmt):
        yield node.index
    elif isinstance(node, WithStmt):
        yield from (target for target in node.target if target is not None)
    elif isinstance(node, TryStmt):
        yield from (name for name in node.vars if name is not None)


def blocks_of(node: Node) -> Iterator[Block]:
    """The blocks of statements that a statement holds, but for those of functions and classes."""
    if isinstance(node, Block):
        yield node
    elif isinstance(node, IfStmt):
        yield from node.body
        if node.else_body is not None:
            yield node.else_body
    elif isinstance(node, (ForStmt, WhileStmt)):
        yield node.body
        if node.else_body is not None:
            yield node.else_body
    elif isinstance(node, WithStmt):
        yield node.body
    elif isinstance(node, TryStmt):
        yield node.body
        yield from node.handlers
        yield from (block for block in (node.else_body, node.finally_body) if block is not None)
    elif isinstance(node, MatchStmt):
        yield from node.bodies


def statements_of(block: Block) -> Iterator[Statement]:
    """The statements of a function itself, in the order of the text."""
    for statement in block.body:
        yield statement
        for inner in blocks_of(statement):
            yield from statements_of(inner)


def returned_at(block: Block, line: int) -> Expression | None:
    """What the ``return`` in ``line`` returns."""
    found = (each.expr for each in statements_of(block) if isinstance(each, ReturnStmt) and each.line == line)
    return next(found, None)


def target_of(api: TypeChecker, iterable: object) -> Expression | None:
    """What the items of ``iterable`` are bound to, where it stands in a ``for``."""
    return _read(api.tree).loops.get(id(iterable))


def is_unpacked(api: TypeChecker, value: object) -> bool:
    """Whether the items of ``value`` are assigned to several names."""
    return id(value) in _read(api.tree).unpacked


def is_grown(api: TypeChecker, expression: Expression) -> bool:
    """Whether the items of what ``expression`` names change later."""
    return key_of(expression, api.scope.current_class()) in _read(api.tree).grown


def only_binding(api: TypeChecker, expression: Expression) -> Bound | None:
    """The binding of a name or of an attribute of ``self`` that has but one; a parameter has one without any.

    It is that of a tensor or module also where it is moved to a device later.
    """
    key, reader = key_of(expression, api.scope.current_class()), _read(api.tree)
    found = [bound for bound in reader.found.get(key, []) if not bound.is_moved]
    return found[0] if len(found) == 1 and key not in reader.parameters else None


def value_bound(api: TypeChecker, expression: NameExpr | MemberExpr) -> Expression | None:
    """The one value that a name or an attribute of ``self`` is bound to, also as ``a, b = x, y`` writes it."""
    bound = only_binding(api, expression)
    if bound is None or bound.value is None or bound.index is None:
        return None if bound is None else bound.value
    return written_item(bound.value, bound.index) if isinstance(bound.index, int) else None


def written_item(value: Expression, place: int) -> Expression | None:
    """The item ``place`` of a tuple that is written out, if it does not come out of a star or behind one."""
    if not isinstance(value, TupleExpr) or not -len(value.items) <= place < len(value.items):
        return None
    counted = value.items[place:] if place < 0 else value.items[: place + 1]
    return None if any(isinstance(each, StarExpr) for each in counted) else value.items[place]


def last_binding(api: TypeChecker, name: NameExpr | MemberExpr) -> Bound | None:
    """The last binding of a name in the text before it; of an attribute of ``self`` the only one."""
    if isinstance(name, MemberExpr):
        return only_binding(api, name)
    found = bindings_of(api.tree).get(key_of(name, None), [])
    return next((each for each in reversed(found) if each.value is None or _end_of(each.value) < name.line), None)


def _end_of(value: Expression) -> int:
    return value.end_line or value.line


def function_of(api: TypeChecker, parameter: Var) -> FuncDef | None:
    """The function of this file that ``parameter`` is one of."""
    return _read(api.tree).parameters.get(parameter)


def function_given(api: TypeChecker, parameter: Var) -> FuncDef | None:
    """The same, if the name of ``parameter`` is bound to nothing else."""
    return None if _read(api.tree).found.get(parameter) else function_of(api, parameter)


def is_set_later(api: TypeChecker, info: TypeInfo, name: str, *, is_a_tensor: bool = False) -> bool:
    """Whether this file sets the attribute ``name`` of an object that is made already.

    Where it ``is_a_tensor``, what changes its elements leaves its shape as it is.
    """
    reader, key = _read(api.tree), (info, name)
    if name in reader.changed or key in reader.later:
        return True
    return not is_a_tensor and (key in reader.grown or key in reader.updated)


def grown(api: TypeChecker, info: TypeInfo, name: str) -> list[CallExpr | None]:
    """The calls of this file that change what the attribute ``name`` holds; ``None`` for an item that is set."""
    return _read(api.tree).grown.get((info, name), [])


@lru_cache(maxsize=2)
def _growing_values(file: MypyFile) -> frozenset[int]:
    reader = _read(file)
    return frozenset(id(bound.value) for key in reader.grown for bound in reader.found.get(key, []))


def grows(api: TypeChecker, value: Expression) -> bool:
    """Whether what ``value`` makes is bound to a name whose items change later."""
    return id(value) in _growing_values(api.tree)


def is_changed(api: TypeChecker, attribute: str) -> bool:
    """Whether this file sets ``attribute`` on something that is not ``self``."""
    return attribute in _read(api.tree).changed


def changes_of(api: TypeChecker, attribute: str) -> list[MemberExpr]:
    """Where it does."""
    return _read(api.tree).changed.get(attribute, [])


def imports_us(file: MypyFile) -> bool:
    """Whether ``file`` has names of typed_torch's, or may annotate torch's tensors with jaxtyping."""
    return _has_names_of_ours(file, len(file.names))


@lru_cache(maxsize=8)
def _has_names_of_ours(file: MypyFile, _: int) -> bool:
    """The same, for as many names as mypy has found in ``file`` by now: some come through other modules."""
    if asks_for_us(file) or uses_jaxtyping(file):
        return True
    return any(symbol.fullname and symbol.fullname.startswith("typed_torch.") for symbol in file.names.values())


@lru_cache(maxsize=8)
def asks_for_us(file: MypyFile) -> bool:
    """Whether ``file`` imports from typed_torch, or from jaxtyping, itself."""
    names: list[str] = []
    for statement in file.imports:
        if isinstance(statement, Import):
            names += [name for name, _ in statement.ids]
        elif isinstance(statement, (ImportFrom, ImportAll)):
            names.append(statement.id)
    packages = {name.partition(".")[0] for name in names}
    if "jaxtyping" in packages and ("torch" in packages or "jax" not in packages):
        return True
    return "typed_torch" in packages


def bound_beside(api: TypeChecker, value: object) -> list[Expression]:
    """What else the name, or the attribute, is bound to that ``value`` is bound to."""
    return _bound_together(api.tree).get(id(value), [])


@lru_cache(maxsize=2)
def _bound_together(file: MypyFile) -> dict[int, list[Expression]]:
    several = ([bound.value for bound in bounds if bound.value is not None] for bounds in bindings_of(file).values())
    return {id(value): values for values in several if len(values) > 1 for value in values}


@lru_cache(maxsize=4)
def _rebound_values(file: MypyFile, may_names_change: bool, may_move: bool) -> frozenset[int]:
    """The values, by identity, of attributes that are bound several times, and of names unless these may change."""
    return frozenset(
        id(part)
        for key, bounds in bindings_of(file).items()
        if sum(not bound.is_updated and not (may_move and bound.is_moved) for bound in bounds) > 1
        if not (may_names_change and isinstance(key, Var))
        for bound in bounds
        if bound.value is not None
        for part in _parts(bound.value)
    )


def _parts(value: Expression) -> Iterator[Expression]:
    """``value`` and what it chooses from."""
    yield value
    if isinstance(value, ConditionalExpr):
        yield from _parts(value.if_expr)
        yield from _parts(value.else_expr)
    elif isinstance(value, OpExpr) and value.op in {"or", "and"}:
        yield from _parts(value.left)
        yield from _parts(value.right)
    elif isinstance(value, TupleExpr):
        for item in value.items:
            yield from _parts(item)
    elif isinstance(value, IndexExpr):
        yield from _parts(value.base)
    elif isinstance(value, AssignmentExpr):
        yield from _parts(value.value)


def is_rebound(api: TypeChecker, value: object, *, may_move: bool = False) -> bool:
    """Whether ``value`` is bound to what is bound elsewhere too and is held to one type by mypy.

    In code that uses jaxtyping such names are tensors of any shape. A module that moves to a device is the same one.
    """
    may_names_change = api.options.allow_redefinition or uses_jaxtyping(api.tree)
    return id(value) in _rebound_values(api.tree, may_names_change, may_move)
