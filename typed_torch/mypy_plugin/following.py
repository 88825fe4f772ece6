"""mypy, sent through a function of this file once more: with the types of what a call passes for its parameters.

All that it finds there is forgotten after, but for what is returned, refused and asked.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from mypy.checker import TypeChecker
from mypy.errors import ErrorInfo
from mypy.join import join_type_list
from mypy.nodes import (
    LDEF,
    AssignmentStmt,
    CallExpr,
    Context,
    Expression,
    FuncDef,
    MemberExpr,
    MypyFile,
    NameExpr,
    ReturnStmt,
    TempNode,
    Var,
)
from mypy.plugin import MethodContext
from mypy.typeops import get_all_type_vars
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    LiteralType,
    NoneType,
    TupleType,
    Type,
    UnionType,
    get_proper_type,
)

from typed_torch.errors import ShapeError
from typed_torch.mypy_plugin.arithmetic import constant_in, in_super_call
from typed_torch.mypy_plugin.asked import Asked, asked_of
from typed_torch.mypy_plugin.bindings import bindings_of, statements_of
from typed_torch.mypy_plugin.chosen import numbers_known
from typed_torch.mypy_plugin.convert import any_type, tensor_of
from typed_torch.mypy_plugin.deciding import as_settled, goes_both_ways, tests_decided
from typed_torch.mypy_plugin.defaults import is_never_run
from typed_torch.mypy_plugin.findings import found_apart
from typed_torch.mypy_plugin.jaxtyping.quiet import is_left_out
from typed_torch.mypy_plugin.left_open import refined
from typed_torch.mypy_plugin.met import Met, sure_of
from typed_torch.mypy_plugin.rebound import is_a_module
from typed_torch.mypy_plugin.report import Said, outside, trial
from typed_torch.mypy_plugin.syntax import NOTHING, Decided
from typed_torch.mypy_plugin.walking import functions_in, within

__all__ = ["Given", "Outcome", "follow", "is_of_this_file", "of_ints"]

Given = tuple[Type | None, ...]
"""What is passed for each parameter; ``None`` for one of which its declaration says all."""
_DEEPEST = 4


class Outcome(NamedTuple):
    """What comes of a call: the type of the result, if more is known than is declared, and what lines say of it.

    ``met`` is what numbers are where the call is right, and ``decided`` what tests say, by their places.
    """

    result: Type | None = None
    said: Sequence[Said] = ()
    asked: Sequence[Asked] = ()
    met: Sequence[Met] = ()
    decided: Decided = NOTHING


@lru_cache(maxsize=2)  # all hooks on one file come after each other
def _outcomes_in(file: MypyFile) -> dict[tuple[FuncDef, Given, Hashable], Outcome]:
    return {}


_RUNNING: list[FuncDef] = []


def follow(api: TypeChecker, function: FuncDef, given: Given) -> Outcome:
    """What comes of a call of ``function``, which has to be one of this file, with ``given``."""
    key, known = (function, given, numbers_known()), _outcomes_in(api.tree)
    if key not in known:
        if len(_RUNNING) >= _DEEPEST or function in _RUNNING or api.scope.current_function() is function:
            return Outcome()
        outcome = _follow(api, function, given)
        if outcome is None:  # mypy does not know yet all that it takes
            return Outcome()
        known[key] = outcome
    return known[key]


def of_ints(ctx: MethodContext) -> Type:
    """The type of an operation on ints: with its value in what is followed, to leave out what ``if dim % 2`` does."""
    result, expression = get_proper_type(in_super_call(ctx)), ctx.context
    if not _RUNNING or not isinstance(expression, Expression) or not isinstance(result, Instance):
        return result
    assert isinstance(ctx.api, TypeChecker)
    value = constant_in(ctx.api, expression)
    return result.copy_modified(last_known_value=LiteralType(value, result)) if type(value) is int else result


@lru_cache(maxsize=2)
def _functions_in(file: MypyFile) -> frozenset[FuncDef]:
    return frozenset(functions_in(file.defs))


def is_of_this_file(api: TypeChecker, function: FuncDef) -> bool:
    """Whether the lines of ``function`` stand in the file that is checked."""
    return function in _functions_in(api.tree)


def _follow(api: TypeChecker, function: FuncDef, given: Given) -> Outcome | None:
    signature = get_proper_type(api.function_type(function))
    if not isinstance(signature, CallableType) or len(signature.arg_types) != len(given):
        return Outcome()
    given = tuple(_passed(function, *each) for each in zip(signature.arg_types, given, strict=True))
    formals = [_formal(api, function, *each) for each in zip(signature.arg_types, given, strict=True)]
    # What it returns is held to its annotation where it stands.
    result = any_type() if _names_its_own(function, signature.ret_type) else signature.ret_type
    passed = zip(function.arguments, given, strict=True)
    first = [_binding(argument.variable, type_) for argument, type_ in passed if type_ is not None]
    return _checked(api, function, signature.copy_modified(arg_types=formals, ret_type=result), first)


def _checked(
    api: TypeChecker,
    function: FuncDef,
    signature: CallableType,
    first: list[AssignmentStmt],
    settled: Mapping[Expression, bool] = MappingProxyType({}),
) -> Outcome | None:
    """What mypy finds in ``function`` behind ``first``, where some tests are ``settled``."""
    with ExitStack() as stack:
        stack.enter_context(_apart(api, function, first))
        stack.enter_context(as_settled(api, function, settled))
        said = stack.enter_context(trial(is_followed=True))
        errors = stack.enter_context(api.msg.filter_errors(save_filtered_errors=True))
        types = stack.enter_context(api.local_type_map)
        api.check_func_item(function, signature)
        if api.deferred_nodes:
            return None
        decided = {} if settled else tests_decided(api, function)
        is_split = goes_both_ways(api, decided)
        misfits = [each for each in errors.filtered_errors() if _is_of_types(api, each)]
        of_names = [each for each in misfits if each.code is None or each.code.code not in _OF_ONE_VALUE]
        miscounted = [each for misfit in of_names if (each := _miscounted(api, function, misfit)) is not None]
        asked, met = asked_of(api, function), sure_of(api, function)
    if is_split:
        return _checked(api, function, signature, first, decided)
    if len(miscounted) < len(of_names):
        return Outcome()  # where mypy keeps a type that a name has no longer
    said = [*said, *miscounted]
    places = {(test.line, test.column): holds for test, holds in (settled or decided).items()}
    said = [each for each in said if not is_never_run(api, each.at, places)]
    returned = [each.expr for each in statements_of(function.body) if isinstance(each, ReturnStmt)]
    values = [types[each] for each in returned if each is not None and each in types]
    result = None if said else _joined(values)
    is_read = not misfits or (result is not None and (is_a_module(result) or _is_a_tensor(result)))
    return Outcome(result if is_read else None, said, asked, met, places)


# What mypy says of code, wherever its types fit: that a test always holds, as it does for one call.
_OF_STYLE = frozenset(
    {
        "comparison-overlap",
        "deprecated",
        "no-any-return",
        "no-untyped-call",
        "redundant-cast",
        "redundant-expr",
        "truthy-bool",
        "truthy-function",
        "unreachable",
    }
)
# What it says of one value, which may be ``None`` to it, say: it is ``Any`` from there on, or what a function returns.
_OF_ONE_VALUE = frozenset(
    {
        "arg-type",
        "attr-defined",
        "call-arg",
        "call-overload",
        "dict-item",
        "index",
        "list-item",
        "operator",
        "return-value",
        "union-attr",
    }
)


def _is_of_types(api: TypeChecker, found: ErrorInfo) -> bool:
    """Whether it is an error, and one that says that types do not fit."""
    is_of_style = found.code is not None and found.code.code in _OF_STYLE
    return found.severity == "error" and not is_of_style and not is_left_out(api.path, found)


_UNPACKING = re.compile(r"values to unpack")


def _miscounted(api: TypeChecker, function: FuncDef, found: ErrorInfo) -> Said | None:
    """An unpacking of more or fewer sizes or tensors than there are, ``n, c, h, w = x.shape``, which mypy finds."""
    if not _UNPACKING.search(found.message):
        return None
    lines = (each for each in statements_of(function.body) if each.line == found.line)
    values = [each.rvalue for each in lines if isinstance(each, AssignmentStmt)]
    if len(values) != 1 or not _is_of_a_tensor(api, values[0]):
        return None
    at = Context(found.line, found.column)
    return Said(ShapeError(f"unpacking: {found.message[0].lower()}{found.message[1:]}"), at, (), ())


def _is_of_a_tensor(api: TypeChecker, value: Expression) -> bool:
    """Whether ``value`` is what a tensor has, ``x.shape``, or gives, ``x.unbind(0)``: a signature may be wrong."""
    read = value.callee if isinstance(value, CallExpr) else value
    owner = read.expr if isinstance(read, MemberExpr) else None
    type_ = None if owner is None else api.lookup_type_or_none(owner)
    return type_ is not None and tensor_of(type_) is not None


def _passed(function: FuncDef, declared: Type, passed: Type | None) -> Type | None:
    """What is known of what is passed, by its type or by that of its parameter; ``None`` where that says all."""
    if passed is None or _names_its_own(function, declared):
        return passed
    if isinstance(get_proper_type(passed), AnyType) and not isinstance(get_proper_type(declared), AnyType):
        return None
    return refined(declared, passed, with_modules=False) if _is_a_tensor(declared) else passed


def _formal(api: TypeChecker, function: FuncDef, declared: Type, passed: Type | None) -> Type:
    """What a parameter is declared as; one without a type, or a tensor, which may be rebound, as anything."""
    own = _is_a_tensor(declared) or _names_its_own(function, declared)
    is_open = passed is not None and (own or isinstance(get_proper_type(declared), AnyType))
    return api.named_type("builtins.object") if is_open else declared


def _is_a_tensor(declared: Type) -> bool:
    return isinstance(get_proper_type(declared), Instance) and tensor_of(declared) is not None


def _names_its_own(function: FuncDef, type_: Type) -> bool:
    """Whether a size that ``function`` names stands in ``type_``."""
    return any(variable.id.namespace == function.fullname for variable in get_all_type_vars(type_))


def _binding(variable: Var, type_: Type) -> AssignmentStmt:
    """An assignment of a value of ``type_``, which narrows what a parameter is declared as."""
    name = NameExpr(variable.name)
    name.node, name.kind, name.fullname = variable, LDEF, variable.name
    return AssignmentStmt([name], TempNode(type_))


@contextmanager
def _apart(api: TypeChecker, function: FuncDef, first: list[AssignmentStmt]) -> Iterator[None]:
    """Have mypy run ``first`` before ``function``, and forget all that it finds there."""
    bindings_of(api.tree)  # read before there is more than is written
    nodes = [node for node in within(function.body) if isinstance(node, NameExpr) and node.kind == LDEF]
    variables = {node.node for node in nodes if isinstance(node.node, Var)}
    variables |= {argument.variable for argument in function.arguments}
    types = {variable: variable.type for variable in variables}
    stack, lines, expanded = api.scope.stack, function.body.body, len(function.expanded)
    is_deferred, deferred = api.current_node_deferred, api.deferred_nodes
    for variable in variables:
        if variable.is_inferred and not _is_any_tensor(variable.type):
            variable.type = None
    _RUNNING.append(function)
    try:
        api.current_node_deferred, api.deferred_nodes = False, []
        function.body.body = [*first, *lines]
        if function.info or function.fullname.startswith(f"{api.tree.fullname}."):
            api.scope.stack = [api.tree, *([function.info] if function.info else [])]
        with found_apart(api.tree, function), outside():
            yield
    finally:
        _RUNNING.pop()
        function.body.body, api.scope.stack = lines, stack
        del function.expanded[expanded:]
        api.current_node_deferred, api.deferred_nodes = is_deferred, deferred
        for variable, type_ in types.items():
            variable.type = type_


def _is_any_tensor(type_: Type | None) -> bool:
    """Whether a variable is one of any tensors, since it is bound to several."""
    proper = None if type_ is None else get_proper_type(type_)
    items = proper.items if isinstance(proper, UnionType) else [] if proper is None else [proper]
    tensors = [tensor_of(each) for each in items if not isinstance(get_proper_type(each), NoneType)]
    return bool(tensors) and all(
        each is not None and all(isinstance(get_proper_type(part), AnyType) for part in each.args) for each in tensors
    )


def _joined(types: Sequence[Type]) -> Type | None:
    """What several values share, if there are tensors or modules in it."""
    proper = [get_proper_type(each) for each in types]
    if not proper:
        return None
    found = get_proper_type(proper[0] if all(each == proper[0] for each in proper) else join_type_list(proper))
    items = found.items if isinstance(found, TupleType) else [found]
    return found if any(tensor_of(each) is not None or is_a_module(each) for each in items) else None
