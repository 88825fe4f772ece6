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
    TupleExpr,
)
from mypy.types import Instance, Type, get_proper_type

from typed_torch.mypy_plugin.bindings import last_binding, returned_at, value_bound, written_item
from typed_torch.mypy_plugin.chains import chain_at
from typed_torch.mypy_plugin.syntax import nodes_in
from typed_torch.mypy_plugin.values import dim_in, spec_in
from typed_torch.mypy_plugin.walking import within
from typed_torch.shape import UNKNOWN, Dim, Spec
from typed_torch.shape.dims import fixed_rank, show_dim, show_shape
from typed_torch.shape.sizes import Expression as Computed

__all__ = ["origins", "origins_of_result"]

_DEEPEST = 30
_MOST_STEPS = 3
_VIEWS = frozenset({"flatten", "permute", "reshape", "transpose", "unbind", "view"})
# The dimension that a layer makes.
_WEIGHTED = {"Embedding": -1, "Linear": -1, "Conv1d": -2, "Conv2d": -3, "Conv3d": -4} | {
    f"ConvTranspose{rank}d": -rank - 1 for rank in (1, 2, 3)
}
_MEETS = re.compile(r".*: (.+) meets (.+) in dimension (-\d+)")
_COLUMNS = re.compile(r"input has (.+) columns, other has (.+) rows")
_SIZE = re.compile(r"in dimension (-?\d+)(?: .*)?, got (.+)$")
_SHAPE = re.compile(r"must have shape (\(.*?\))(?:, one .*)?, got \(")


class _Fault(NamedTuple):
    """What is wrong about a tensor, and whether another has it too: a size of so many, all of them, or none."""

    what: str
    is_of: Callable[[Spec], bool]
    dim: Dim = UNKNOWN
    place: int = 0
    rank: int = 0
    is_shape: bool = False


class _Found(NamedTuple):
    """The step that made what is wrong, and the module or the number that did if one did."""

    step: Expression
    by: str = ""


def origins(api: TypeChecker, headline: str, at: Expression, known: Spec | None = None) -> Iterator[str]:
    """The rows of a message that say where its tensors got what it finds fault with; ``at`` itself is ``known``."""
    told: set[tuple[str, int]] = set()
    for operand in (at, *_parts(at)):
        spec = known if operand is at and known is not None else spec_in(api, operand)
        fault = None if spec is None else _fault_of(headline, spec)
        for found, what in () if fault is None else _steps(api, operand, fault, at.line):
            if (what, found.step.line) in told:
                break
            told.add((what, found.step.line))
            yield f"  {what:<12} since line {found.step.line}{found.by}"


def _steps(api: TypeChecker, expression: Expression, fault: _Fault, line: int) -> Iterator[tuple[_Found, str]]:
    """The last steps that made what is wrong and what it came of, the last first, and one for a line after ``line``."""
    step, wrong, count = expression, fault, 0
    for depth in range(_DEEPEST):
        found = _origin(api, step, wrong, is_known=depth > 0)
        if found is None or count == _MOST_STEPS:
            return
        if found.step.line != line or found.by:
            yield found, wrong.what
            line, count = found.step.line, count + 1
        before = _before(api, found, wrong)
        if before is None:
            return
        step, wrong = found.step, before


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


def _before(api: TypeChecker, made: _Found, fault: _Fault) -> _Fault | None:
    """What a step was given for it: a size that it computed with, or the same one in another place."""
    step = made.step
    given = [spec for each in _parts(step) if (spec := spec_in(api, each)) is not None and fixed_rank(spec.shape)]
    if not given:
        return None
    name = step.callee.name if isinstance(step, CallExpr) and isinstance(step.callee, (NameExpr, MemberExpr)) else ""
    if not fault.rank:
        return _of_all(given[0]) if fault.is_shape and (isinstance(step, IndexExpr) or name in _VIEWS) else None
    for source in given:
        places = [place for place in range(-len(source.shape), 0) if source.dim(place) == fault.dim != 1]
        if places and (len(source.shape) != fault.rank or fault.place not in places):  # else others came or went
            return _of_size(source, places[-1], fault.what)
    source = given[0]
    if len(source.shape) == fault.rank:
        size = source.dim(fault.place)
        is_used = isinstance(size, Computed) or not made.by
        return _of_size(source, fault.place, show_dim(size)) if is_used and size != fault.dim else None
    return _of_all(source) if name in _VIEWS and not made.by else None


def _fault_of(headline: str, spec: Spec) -> _Fault | None:
    if (met := _MEETS.search(headline)) is not None:
        place = int(met[3])
        return _of_size(spec, place, met[1], met[2])
    if (inner := _COLUMNS.search(headline)) is not None:
        return _of_size(spec, -1, inner[1]) or _of_size(spec, -2, inner[2])
    if (size := _SIZE.search(headline)) is not None:
        return _of_size(spec, int(size[1]), size[2])
    if (shapes := _SHAPE.search(headline)) is not None and f", got {show_shape(spec.shape)}" in headline:
        return _of_shape(spec, shapes[1])
    words = set(re.findall(r"\w+", headline))
    if spec.dtype in words:
        return _Fault(str(spec.dtype), lambda other: other.dtype == spec.dtype)
    if spec.device in words:
        return _Fault(str(spec.device), lambda other: other.device == spec.device)
    return _of_all(spec) if show_shape(spec.shape) in headline and spec.shape else None


def _of_all(spec: Spec) -> _Fault:
    return _Fault(show_shape(spec.shape), lambda other: other.shape == spec.shape, is_shape=True)


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
        return _Fault(got, lambda other: len(other.shape) == len(spec.shape), is_shape=True)
    for place in range(-1, -len(found) - 1, -1):
        if wanted[place] != found[place]:
            return _of_size(spec, place, found[place].rstrip(","))
    return None


def _origin(api: TypeChecker, expression: Expression, fault: _Fault, *, is_known: bool = False) -> _Found | None:
    """The step that made what ``fault`` is of, before ``expression`` itself if that ``is_known``."""
    for _ in range(_DEEPEST):
        if isinstance(expression, (NameExpr, MemberExpr)) and (bound := last_binding(api, expression)) is not None:
            value = bound.value
            if value is None:
                return None
            item = written_item(value, bound.index) if isinstance(bound.index, int) else None
            if item is not None:
                expression = item
            elif bound.index is not None or (isinstance(value, NameExpr) and last_binding(api, value) is None):
                return _Found(value)
            else:
                expression = value
            continue
        if isinstance(expression, NameExpr):
            return None
        sources = [
            each for each in _parts(expression) if (spec := spec_in(api, each)) is not None and fault.is_of(spec)
        ]
        if not sources or (not is_known and _makes(api, expression, fault)):
            return _Found(expression, _by(api, expression, fault) or _of_number(api, expression, fault.dim))
        expression, is_known = sources[0], False
    return None


def _makes(api: TypeChecker, step: Expression, fault: _Fault) -> bool:
    """Whether ``step`` makes the size that is wrong, even where it was so before: it is that of its weights."""
    if isinstance(step, OpExpr):
        return step.op == "@" and bool(fault.rank) and fault.place == -1
    if not isinstance(step, CallExpr):
        return False
    links = chain_at(api.tree, step)[1:]
    return _weighs(api.lookup_type_or_none(step.callee), fault) or any(
        _weighs(link.module, fault) or not fault.is_of(link.given) for link in links
    )


def _weighs(module: Type | None, fault: _Fault) -> bool:
    """Whether the size that is wrong is that of the weights of ``module``."""
    proper = None if module is None else get_proper_type(module)
    names = [base.name for base in proper.type.mro] if isinstance(proper, Instance) else []
    return any(name in _WEIGHTED and (fault.is_shape or _WEIGHTED[name] == fault.place) for name in names)


def _by(api: TypeChecker, call: Expression, fault: _Fault | None = None) -> str:
    """The module that a call is of, and where that was made; of a ``Sequential`` the one that made what is wrong."""
    callee = call.callee if isinstance(call, CallExpr) else None
    made = value_bound(api, callee) if isinstance(callee, (NameExpr, MemberExpr)) else None
    if not isinstance(made, CallExpr):
        return ""
    name = f"self.{callee.name}" if isinstance(callee, MemberExpr) else callee.name  # type: ignore[union-attr]
    links = () if fault is None else chain_at(api.tree, call)
    for place in range(len(links) - 1, 0, -1):
        line = links[place].line
        if line is None or fault is None or not fault.is_of(links[place].given):
            break
        if not fault.is_of(links[place - 1].given) or _weighs(links[place].module, fault):
            return f", by module {place - 1} of {name}, line {line}"
    return f", by {name}, made in line {made.line}"


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
