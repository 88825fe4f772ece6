"""Where what an error finds fault with comes from: the last steps before that made it, in other lines."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from mypy.checker import TypeChecker
from mypy.nodes import (
    CallExpr,
    Context,
    Expression,
    FuncDef,
    IndexExpr,
    ListExpr,
    MemberExpr,
    NameExpr,
    OpExpr,
    StarExpr,
    TupleExpr,
)

from typed_torch.mypy_plugin.bindings import last_binding, only_binding, returned_at
from typed_torch.mypy_plugin.syntax import nodes_in
from typed_torch.mypy_plugin.values import dim_in, spec_in
from typed_torch.mypy_plugin.walking import within
from typed_torch.shape import UNKNOWN, Dim, Spec
from typed_torch.shape.dims import fixed_rank, show_dim, show_shape
from typed_torch.shape.sizes import Expression as Computed

__all__ = ["origins", "origins_of_result"]

_DEEPEST = 30
_MOST_STEPS = 3
_MEETS = re.compile(r".*: (.+) meets (.+) in dimension (-\d+)")
_COLUMNS = re.compile(r"input has (.+) columns, other has (.+) rows")
_SIZE = re.compile(r"in dimension (-?\d+)(?: .*)?, got (.+)$")
_SHAPE = re.compile(r"must have shape (\(.*?\)), got \(")


class _Fault(NamedTuple):
    """What is wrong about a tensor, and whether another has it too."""

    what: str
    is_of: Callable[[Spec], bool]
    dim: Dim = UNKNOWN
    place: int = 0
    rank: int = 0


class _Found(NamedTuple):
    """The step that made what is wrong, and the module or the number that did if one did."""

    step: Expression
    by: str = ""


def origins(api: TypeChecker, headline: str, at: Expression, known: Spec | None = None) -> Iterator[str]:
    """The rows of a message that say where its tensors got what it finds fault with; ``at`` itself is ``known``."""
    told: set[tuple[str, int]] = set()
    for operand in (at, *_parts(at)):
        spec = known if operand is at and known is not None else spec_in(api, operand)
        fault, step = None if spec is None else _fault_of(headline, spec), operand
        for _ in range(_MOST_STEPS):
            found = None if fault is None else _origin(api, step, fault)
            if fault is None or found is None or (found.step.line == at.line and not found.by):
                break
            if (fault.what, found.step.line) in told:
                break
            told.add((fault.what, found.step.line))
            yield f"  {fault.what:<12} since line {found.step.line}{found.by}"
            step, fault = found.step, _before(api, found.step, fault)


def origins_of_result(api: TypeChecker, headline: str, line: int, known: Spec | None = None) -> Iterator[str]:
    """The same for what the function that is checked returns in ``line``, and where it says what that is."""
    function = api.scope.current_function()
    returned = returned_at(function.body, line) if isinstance(function, FuncDef) else None
    if returned is None:
        return
    rows = [*origins(api, headline, returned, None if isinstance(returned, TupleExpr) else known)]
    module = _by(api, returned).removeprefix(", by ")
    yield from rows or ([f"  module       {module}"] if module else [])
    if isinstance(function, FuncDef) and function.body.body[0].line != line:  # or it stands right above
        yield f"  {'result':<12} annotated in line {_line_of_result(api, function)}"


def _line_of_result(api: TypeChecker, function: FuncDef) -> int:
    """Where the annotation of what ``function`` returns begins; of one tensor, where its shape does."""
    found = (node for node in nodes_in(api.path) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    written = next((each.returns for each in found if (each.name, each.lineno) == (function.name, function.line)), None)
    if written is None:
        return function.line
    is_tensor = isinstance(written, ast.Subscript) and isinstance(written.slice, ast.Tuple) and written.slice.elts
    return written.slice.elts[0].lineno if is_tensor else written.lineno  # type: ignore[attr-defined]


def _before(api: TypeChecker, step: Expression, fault: _Fault) -> _Fault | None:
    """What ``step`` was given for it: a size that it computed with, or the same one in another place."""
    given = [spec for each in _parts(step) if (spec := spec_in(api, each)) is not None and fixed_rank(spec.shape)]
    if not given:
        return None
    if not fault.rank:  # all of a shape, of which an index takes a part
        return _of_all(given[0]) if isinstance(step, IndexExpr) else None
    source, rank = given[0], len(given[0].shape)
    if rank == fault.rank:
        found = source.dim(fault.place)
        return _of_size(source, fault.place, show_dim(found)) if isinstance(found, Computed) else None
    places = [place for place in range(-rank, 0) if source.dim(place) == fault.dim != 1]
    is_moved = places and fault.place not in places  # else it is others that came or went
    return _of_size(source, places[-1], fault.what) if is_moved else None


def _fault_of(headline: str, spec: Spec) -> _Fault | None:
    if (met := _MEETS.search(headline)) is not None:
        place = int(met[3])
        return _of_size(spec, place, met[1], met[2])
    if (inner := _COLUMNS.search(headline)) is not None:
        return _of_size(spec, -1, inner[1]) or _of_size(spec, -2, inner[2])
    if (size := _SIZE.search(headline)) is not None:
        return _of_size(spec, int(size[1]), size[2])
    if (shapes := _SHAPE.search(headline)) is not None:
        return _of_shape(spec, shapes[1]) if f", got {show_shape(spec.shape)}" in headline else None
    words = set(re.findall(r"\w+", headline))
    if spec.dtype in words:
        return _Fault(str(spec.dtype), lambda other: other.dtype == spec.dtype)
    if spec.device in words:
        return _Fault(str(spec.device), lambda other: other.device == spec.device)
    return _of_all(spec) if show_shape(spec.shape) in headline and spec.shape else None


def _of_all(spec: Spec) -> _Fault:
    return _Fault(show_shape(spec.shape), lambda other: other.shape == spec.shape)


def _of_size(spec: Spec, place: int, *sizes: str) -> _Fault | None:
    """The size in dimension ``place``, from the end so that it is found again where there are more before it."""
    rank = fixed_rank(spec.shape)
    if place >= 0 and rank is None:
        return None
    from_end = place if place < 0 else place - (rank or 0)
    dim = spec.dim(from_end)
    shown = show_dim(dim)
    if shown not in sizes or dim is UNKNOWN:
        return None

    def is_there(other: Spec) -> bool:
        """At that place: where dimensions come or go, that step has made it this one."""
        return len(other.shape) == len(spec.shape) and other.dim(from_end) == dim

    return _Fault(shown, is_there, dim, from_end, len(spec.shape))


def _of_shape(spec: Spec, asked: str) -> _Fault | None:
    """The first size from the end that is another one than asked for; all of them where there are more or fewer."""
    got = show_shape(spec.shape)
    wanted, found = asked[1:-1].split(", "), got[1:-1].split(", ")
    if len(wanted) != len(found):
        return _Fault(got, lambda other: len(other.shape) == len(spec.shape))
    for place in range(-1, -len(found) - 1, -1):
        if wanted[place] != found[place]:
            return _of_size(spec, place, found[place].rstrip(","))
    return None


def _origin(api: TypeChecker, expression: Expression, fault: _Fault) -> _Found | None:
    """The step that made what ``fault`` is of."""
    for _ in range(_DEEPEST):
        if isinstance(expression, (NameExpr, MemberExpr)) and (bound := last_binding(api, expression)) is not None:
            if bound.value is None:
                return None
            items = bound.value.items if isinstance(bound.value, TupleExpr) else None
            if items is not None and isinstance(bound.index, int) and not any(isinstance(i, StarExpr) for i in items):
                expression = items[bound.index]
            elif bound.index is not None:
                return _Found(bound.value)
            else:
                expression = bound.value
            continue
        if isinstance(expression, NameExpr):
            return None
        sources = [
            each for each in _parts(expression) if (spec := spec_in(api, each)) is not None and fault.is_of(spec)
        ]
        if not sources:
            return _Found(expression, _by(api, expression) or _of_number(api, expression, fault.dim))
        expression = sources[0]
    return None


def _by(api: TypeChecker, call: Expression) -> str:
    """The module that a call is of, and where that was made."""
    callee = call.callee if isinstance(call, CallExpr) else None
    bound = only_binding(api, callee) if isinstance(callee, (NameExpr, MemberExpr)) else None
    if bound is None or not isinstance(bound.value, CallExpr) or bound.index is not None:
        return ""
    name = f"self.{callee.name}" if isinstance(callee, MemberExpr) else callee.name  # type: ignore[union-attr]
    return f", by {name}, made in line {bound.value.line}"


def _of_number(api: TypeChecker, call: Expression, dim: Dim) -> str:
    """The name that says a size, such as ``w`` in ``x.view(n, w)``, and where it is bound."""
    for name in _parts(call) if isinstance(call, CallExpr) and dim is not UNKNOWN else ():
        bound = last_binding(api, name) if isinstance(name, NameExpr) else None
        if isinstance(name, NameExpr) and bound is not None and bound.value is not None and dim_in(api, name) == dim:
            return f", {name.name} of line {bound.value.line}"
    return ""


def _parts(expression: Context) -> Iterator[Expression]:
    """The expressions that one is computed from, but for those inside them."""
    if isinstance(expression, CallExpr):
        if isinstance(expression.callee, MemberExpr):
            yield expression.callee.expr
        for each in expression.args:
            yield from each.items if isinstance(each, (TupleExpr, ListExpr)) else [each]
    elif isinstance(expression, OpExpr):
        yield from (expression.left, expression.right)
    elif isinstance(expression, IndexExpr):
        yield from (expression.base, expression.index)
    elif isinstance(expression, MemberExpr):
        yield expression.expr
    elif not isinstance(expression, NameExpr):
        yield from (each for each in within(expression) if isinstance(each, NameExpr))  # type: ignore[arg-type]
