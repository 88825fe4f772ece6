"""What mypy says of jaxtyping's types and jaxtyping does not: left out where plain tensors would have no fault."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

from mypy.checker import TypeChecker
from mypy.checker_state import checker_state
from mypy.errors import ErrorInfo, Errors, ErrorWatcher
from mypy.messages import format_type_bare
from mypy.nodes import MypyFile, TypeInfo
from mypy.subtypes import is_subtype
from mypy.typeops import bind_self
from mypy.types import CallableType, Instance, Type, get_proper_type

from typed_torch.mypy_plugin.branches import branches_on_shapes
from typed_torch.mypy_plugin.convert import any_type, is_tensor
from typed_torch.mypy_plugin.fitting import (
    fits_as_tested,
    fits_by_name,
    grows_to_fit,
    may_fit,
    members_of,
    one_fits_by_name,
)
from typed_torch.mypy_plugin.jaxtyping.imports import uses_jaxtyping
from typed_torch.mypy_plugin.jaxtyping.narrowed import is_narrowed
from typed_torch.mypy_plugin.notes import with_notes
from typed_torch.mypy_plugin.overriding import overridden
from typed_torch.mypy_plugin.reading import items_of, parsed
from typed_torch.mypy_plugin.syntax import nodes_in
from typed_torch.mypy_plugin.translating import Translator
from typed_torch.mypy_plugin.wording import is_worded

__all__ = ["is_left_out", "listen"]

_KNOWN_TENSORS = re.compile(
    r"expression has type .*(?:Tensor|Parameter)\[.*variable has type .*(?:Tensor|Parameter)\[.*, Any\]"
)
# A name, as a size, in what comes.
_NAMED = re.compile(
    r"got \".*Tensor\[tuple\[[^\"]*\b(?!Literal|Any|Size|tuple|int|Tensor|typed_torch|torch)[^\W\d]\w*[\],]"
)
_MAY_BE_ANY = re.compile(r"\| Tensor\[Any, |Tensor\[Any, \w+, \w+\] \|")
_MISFIT = re.compile(r'(?:got|expression has type) "(.+)", (?:expected|(?:variable|target) has type) "(.+)"\)')
_DEFAULT = re.compile(r'default has type "(.+)", parameter has type "(.+)"\)')
_ARGUMENT = re.compile(r'^Argument .+ has incompatible type "(.+)"; expected "(.+)"$')
_ITEM = re.compile(
    r'(?:^List item \d+ has incompatible type|incompatible type ".+":|\(actual type) '
    r'"(.+)"[;,] expected (?:".+": |type )?"(.+)"'
)
# A parameter of unknown shape for one that is annotated; of plain tensors mypy itself is told that they pass.
_PLAIN_PARAMETER = re.compile(
    r'"(?:[\w.]+\.)?Parameter(?: \| None)?"(?:, (?:variable|target) has type|[,;] expected) "(?:[\w.]+\.)?Parameter\['
)
_INDEX = "Tuple index out of range"
_HEARD: list[ErrorWatcher] = []


def listen(errors: Errors) -> None:
    """Leave such errors out from now on."""
    if not any(watcher.errors is errors for watcher in _HEARD):
        watcher = ErrorWatcher(errors, filter_errors=with_notes(is_left_out))
        _HEARD[:] = [watcher]
        # Watchers are asked from the end on: this one before what says the rest in our words.
        errors._watchers.insert(int(is_worded(errors)), watcher)


def is_left_out(file: str, info: ErrorInfo) -> bool:
    """Whether ``info`` is such an error, of the code that is checked."""
    checker = checker_state.type_checker
    if not isinstance(checker, TypeChecker):
        return False
    return is_narrowed(file, info.line, info.message) or (_is_asked(checker.tree) and _is_no_fault(file, info))


@lru_cache(2)  # mypy asks of every error that it may report
def _is_asked(file: MypyFile) -> bool:
    return uses_jaxtyping(file)


def _is_no_fault(file: str, info: ErrorInfo) -> bool:
    if info.code is None:
        return False
    if info.code.code == "override":
        return _is_fine_override(info.message)
    if _PLAIN_PARAMETER.search(info.message):
        return True
    default = _DEFAULT.search(info.message)
    if default is not None:
        return may_fit(default[1], default[2])
    argument = _ARGUMENT.search(info.message)
    if argument is not None and (may_fit(*argument.groups()) or _may_be_called_as(*argument.groups())):
        return True  # of a call through a variable, such as cls(x), whose names mypy has not replaced
    misfit = _MISFIT.search(info.message)
    if misfit is not None and (_fit_by_name(*misfit.groups()) or grows_to_fit(*misfit.groups())):
        return True
    item = _ITEM.search(info.message)
    if item is not None and _fit_by_name(*item.groups()):
        return True
    if misfit is not None and _is_bound_in_a_loop(file, info.line) and one_fits_by_name(*misfit.groups()):
        return True
    if _INDEX in info.message and _looks_at_ranks(file, info.line):
        return True
    if "values to unpack" in info.message and branches_on_shapes(file, info.line):
        return True
    if info.code.code == "return-value" and _MAY_BE_ANY.search(info.message):
        return True
    if info.code.code == "return-value" and _NAMED.search(info.message) and branches_on_shapes(file, info.line):
        return misfit is None or fits_as_tested(info.line, *misfit.groups())
    if info.code.code == "assignment" and not _is_declared(file, info.line):
        return _KNOWN_TENSORS.search(info.message) is not None
    # A plain tensor and a typed one in one display, which mypy joins to what torch derives tensors from.
    return '"TensorBase"' in info.message or "[TensorBase" in info.message or ", TensorBase" in info.message


def _may_be_called_as(came: str, expected: str) -> bool:
    """Whether a function fits a protocol, or another function, but for sizes that its annotations name."""
    checker = checker_state.type_checker
    symbol = checker.tree.names.get(expected) if isinstance(checker, TypeChecker) else None
    node = None if symbol is None or not isinstance(symbol.node, TypeInfo) else symbol.node.get_method("__call__")
    callable_, signature = parsed(came), None if node is None else get_proper_type(node.type)
    if not isinstance(checker, TypeChecker) or not isinstance(signature, CallableType) or callable_ is None:
        return False
    wanted = bind_self(signature)
    parts = items_of(callable_, "Callable")
    if parts is None or len(parts) != 2 or not isinstance(parts[0], ast.List):
        return False
    ours = [ast.unparse(each) for each in (*parts[0].elts, parts[1])]
    types = (*wanted.arg_types, wanted.ret_type)
    theirs = [format_type_bare(each, checker.options) for each in types]
    return len(ours) == len(theirs) and all(
        one == other or may_fit(one, other) for one, other in zip(ours, theirs, strict=True)
    )


def _fit_by_name(came: str, expected: str) -> bool:
    members = members_of(came)
    return bool(members) and all(fits_by_name(each, expected) for each in members)


def _is_bound_in_a_loop(file: str, line: int) -> bool:
    """Whether a loop binds a name that ``line`` returns: nobody knows whether it ever runs."""
    nodes = nodes_in(file)
    returned = (node.value for node in nodes if isinstance(node, ast.Return) and node.lineno == line)
    values = (part for value in returned for part in (value.elts if isinstance(value, ast.Tuple) else [value]))
    names = {value.id for value in values if isinstance(value, ast.Name)}
    loops = (node for node in nodes if names and isinstance(node, (ast.For, ast.While)) and node.lineno < line)
    return any(
        isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and part.id in names
        for loop in loops
        for part in ast.walk(loop)
    )


def _looks_at_ranks(file: str, line: int) -> bool:
    """Whether the code in ``line`` asks for the number of dimensions itself."""
    lines = _lines(file)
    return 0 < line <= len(lines) and re.search(r"\blen\(|\.ndim\b|\.dim\(", lines[line - 1]) is not None


@lru_cache(8)
def _lines(file: str) -> tuple[str, ...]:
    try:
        return tuple(Path(file).read_text().splitlines())
    except (OSError, ValueError):
        return ()


def _is_declared(file: str, line: int) -> bool:
    """Whether the assignment in ``line`` annotates its target: jaxtyping looks at no other."""
    return any(first <= line <= last for first, last in _declarations(file))


@lru_cache(8)
def _declarations(file: str) -> tuple[tuple[int, int], ...]:
    found = (node for node in nodes_in(file) if isinstance(node, ast.AnnAssign))
    return tuple((node.lineno, node.end_lineno or node.lineno) for node in found)


def _is_fine_override(message: str) -> bool:
    """Whether a method may stand for that of the base class but for the shapes in its annotations."""
    anything = _Anything()
    pairs = [(own.accept(anything), theirs.accept(anything)) for own, theirs in overridden(message)]
    return bool(pairs) and all(is_subtype(own, theirs) for own, theirs in pairs)


class _Anything(Translator):
    """``Any`` for tensors."""

    def visit_instance(self, t: Instance) -> Type:
        return any_type() if is_tensor(t) else super().visit_instance(t)
