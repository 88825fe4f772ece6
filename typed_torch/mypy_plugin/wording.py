"""mypy's own errors about typed tensors, in our words: wrong returns and assignments, which it finds by itself.

mypy hands every error to its watchers before it is kept, as text: types are read back from that.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import lru_cache, partial
from typing import Any

from mypy.checker import TypeChecker
from mypy.checker_state import checker_state
from mypy.errorcodes import ASSERT_TYPE
from mypy.errors import ErrorInfo, Errors, ErrorWatcher
from mypy.messages import format_type_bare
from mypy.nodes import FuncDef, TupleExpr, TypeInfo
from mypy.plugin import AnalyzeTypeContext
from mypy.semanal import SemanticAnalyzer
from mypy.typeanal import TypeAnalyser
from mypy.types import Type

from typed_torch import _device, _dtype
from typed_torch.errors import TensorTypeError
from typed_torch.mypy_plugin.bindings import imports_us, returned_at
from typed_torch.mypy_plugin.branches import branches_on_ranks
from typed_torch.mypy_plugin.containers import is_put_in
from typed_torch.mypy_plugin.narrowing import as_bound
from typed_torch.mypy_plugin.notes import with_notes
from typed_torch.mypy_plugin.report import CODES
from typed_torch.mypy_plugin.tested import put_in, sizes_by_test, tested_sizes
from typed_torch.shape import UNKNOWN, UNKNOWN_SHAPE, Dim, Many, Pattern, Refusal, Shape, Spec, Symbol, match
from typed_torch.shape.rule import error_of
from typed_torch.shape.sizes import Expression, Named, SizeSyntaxError, parse, substitute, symbols

__all__ = [
    "fits_as_tested",
    "fits_by_name",
    "grows_to_fit",
    "in_our_words",
    "is_worded",
    "may_fit",
    "members_of",
    "one_fits_by_name",
    "tensor_type",
]

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*\b(?:Tensor|Parameter)\[[^"]*)"')
_NAMES_OURS = re.compile(r"\b(?:Tensor|Parameter)\[")
# Of mypy's errors the types that came and that were expected, and what we call the value.
_MISFITS = {
    "return-value": (re.compile(r'return value type \(got "(.+)", expected "(.+)"\)'), "result"),
    "assignment": (re.compile(r'expression has type "(.+)", (?:variable|member|target) has type "(.+)"\)'), "value"),
    "list-item": (re.compile(r'^List item \d+ has incompatible type "(.+)"; expected "(.+)"'), "item"),
    "dict-item": (re.compile(r'incompatible type ".+": "(.+)"; expected ".+": "(.+)"'), "item"),
}
_ARGUMENT = re.compile(r'has incompatible type "(.+)"; expected "(.+)"')
# What mypy says where it infers the one type variable of ``abs`` from the type of an argument that abs(x) is.
_ABS = re.compile(r'^Argument 1 to "abs" has incompatible type "(.+)"; expected "SupportsAbs\[')
# A method of a module of torch's takes any tensor, and a typed one for it only what it is written for.
_OF_TORCHS_MODULES = re.compile(
    r'^Argument \d+ of "\w+" is incompatible with supertype "torch\.nn\.'
    r'.*argument type as "(?:torch\._tensor\.)?Tensor"'
)
# The shape of a typed tensor is a tuple to mypy, and a torch.Size at run time.
_SIZE = re.compile(r'tuple\[.*(?:has no attribute "numel"|"(?:torch\.)?Size")')


def in_our_words(errors: Errors) -> None:
    """Have every error of mypy's that names typed tensors say it as ours do, from now on."""
    if not is_worded(errors):
        _FILTERS.append(with_notes(_filter_of(errors)))
        errors._watchers.insert(0, ErrorWatcher(errors, filter_errors=_FILTERS[-1]))


def is_worded(errors: Errors) -> bool:
    """Whether they are already."""
    return any(watcher._filter in _FILTERS for watcher in errors._watchers if callable(watcher._filter))


_FILTERS: list[Callable[[str, ErrorInfo], bool]] = []


def tensor_type(ctx: AnalyzeTypeContext) -> Type:
    """``Tensor[S, D, Dev]`` in an annotation, which mypy reads as ever; an error about it may come before any call."""
    analyzer = ctx.api
    assert isinstance(analyzer, TypeAnalyser)
    assert isinstance(analyzer.api, SemanticAnalyzer)
    in_our_words(analyzer.api.errors)
    found = analyzer.lookup_qualified(ctx.type.name, ctx.type)
    assert found is not None
    assert isinstance(found.node, TypeInfo)
    return analyzer.analyze_type_with_type_info(found.node, ctx.type.args, ctx.type, ctx.type.empty_tuple_index)


def _filter_of(errors: Errors) -> Callable[[str, ErrorInfo], bool]:
    def reworded(_: str, info: ErrorInfo) -> bool:
        """Whether ``info`` is reported in other words instead."""
        checker = checker_state.type_checker
        is_ours = info.severity == "error" and (_SIZE.search(info.message) or _OF_TORCHS_MODULES.search(info.message))
        if is_ours and isinstance(checker, TypeChecker) and imports_us(checker.tree):
            return True
        if (
            info.severity != "error"
            or not _NAMES_OURS.search(info.message)
            or info.code in {*CODES.values(), ASSERT_TYPE}
        ):
            return False
        if _ABS.search(info.message) or (isinstance(checker, TypeChecker) and is_put_in(checker, info)):
            return True
        types, name = _misfit(info)
        argument = _ARGUMENT.search(info.message)
        if _holds_plain(*(types or (argument.groups() if argument else ("", "")))):
            return True
        if types is not None:
            written, types = types, _as_bound(info.line, *types)
            if (types != written and _fits(*types)) or grows_to_fit(*types) or _fits_where_tested(info.line, *types):
                return True
        refused = None if types is None else _refusal(info, types, name)
        if refused is None:
            info.message = _QUOTED.sub(lambda quoted: f'"{_shown(quoted[1])}"', info.message).replace("@given", "")
            return False
        _report(errors, info, refused)
        return True

    return reworded


def _report(errors: Errors, info: ErrorInfo, refused: TensorTypeError) -> None:
    headline, *table = str(refused).splitlines()
    report = partial(
        errors.report,
        info.line,
        info.column,
        code=CODES[refused.code],
        end_line=info.end_line,
        end_column=info.end_column,
        origin_span=info.origin_span,
    )
    reported = report(message=headline)
    for row in table:
        report(message=row, severity="note", parent_error=reported)


def _refusal(info: ErrorInfo, types: tuple[str, str], name: str) -> TensorTypeError | None:
    """The error that says why a tensor does not fit, or one of a tuple of them; ``None`` if that cannot be told."""
    function = info.local_ctx[1] if name == "result" else None
    for place, came, expected in _pairs(*map(_parsed, types)):
        asked = _tensor(expected)
        if asked is None:
            continue
        for got in _widest(came) or ():
            try:
                match(_pattern(asked), got, argument=name + place)
            except Refusal as refusal:
                return error_of(refusal, function or "", {name: got})
    return None


def _widest(came: ast.expr) -> list[Spec] | None:
    """The tensors that a value may be, but for those that another one is but for sizes; ``None`` if it may be more."""
    known = [_tensor(each) for each in _members(came)]
    specs = [each for each in known if each is not None]
    return (
        None
        if len(specs) < len(known)
        else [each for each in specs if not any(_covers(other, each) for other in specs)]
    )


def _misfit(info: ErrorInfo) -> tuple[tuple[str, str] | None, str]:
    """The types that came and that were expected, and what we call the value."""
    pattern, name = _MISFITS.get("" if info.code is None else info.code.code, (None, ""))
    found = None if pattern is None else pattern.search(info.message)
    return None if found is None else (found[1], found[2]), name


def grows_to_fit(came: str, expected: str) -> bool:
    """Whether what came is a tensor that grows in a loop, of known sizes at first and of any in the end, which fits."""
    types = _parsed(came), _parsed(expected)
    if " | " not in came or None in types:
        return False
    found = False
    for _, one, other in _pairs(*types):
        widest, asked = _widest(one), _tensor(other)
        if asked is None or widest is None:
            if ast.unparse(one) != ast.unparse(other):
                return False
            continue
        found = found or len(widest) < len(list(_members(one)))
        if not all(_matches(each, asked) for each in widest):
            return False
    return found


def _covers(wide: Spec, spec: Spec) -> bool:
    """Whether ``wide`` is ``spec`` but for sizes that are not known; of a sum that starts at 0, but for the device."""
    if wide == spec:
        return False
    if wide.shape == spec.shape == () and spec.device == "cpu":
        return wide.dtype == spec.dtype
    if len(wide.shape) != len(spec.shape):
        return False
    is_like = wide.with_shape(()) == spec.with_shape(())
    return is_like and all(one is UNKNOWN or one == other for one, other in zip(wide.shape, spec.shape, strict=True))


def _matches(got: Spec, asked: Spec) -> bool:
    try:
        match(_pattern(asked), got, argument="")
    except Refusal:
        return False
    return True


def _pairs(came: ast.expr | None, expected: ast.expr | None) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """What came and what was expected: one each, or those of two tuples."""
    if came is None or expected is None:
        return
    expected = _without_none(expected)
    ours, theirs = _items(came, "tuple"), _items(expected, "tuple")
    if ours is not None and theirs is not None and len(ours) == len(theirs):
        for place, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield f"[{place}]", one, _without_none(other)
    else:
        yield "", came, expected


def _without_none(type_: ast.expr) -> ast.expr:
    """The one member of a union that is not ``None``."""
    members = list(_members(type_))
    others = [each for each in members if not (isinstance(each, ast.Constant) and each.value is None)]
    return others[0] if len(others) == 1 else type_


def _members(type_: ast.expr) -> Iterator[ast.expr]:
    if isinstance(type_, ast.BinOp) and isinstance(type_.op, ast.BitOr):
        yield from _members(type_.left)
        yield from _members(type_.right)
    else:
        yield type_


@lru_cache(256)
def _parsed(text: str) -> ast.expr | None:
    """A type as mypy writes it, numbers that code is given with an @; ``None`` where it leaves something out."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None


def _items(type_: ast.expr, name: str) -> list[ast.expr] | None:
    """The arguments of ``name[...]``, by whatever path; ``None`` for anything else."""
    if not isinstance(type_, ast.Subscript) or ast.unparse(type_.value).rpartition(".")[2] != name:
        return None
    return type_.slice.elts if isinstance(type_.slice, ast.Tuple) else [type_.slice]


def may_fit(came: str, expected: str) -> bool:
    """Whether one tensor fits another, both as mypy writes them, for some sizes that the names may stand for."""
    return _fits(came, expected, lambda got, asked: (got, _with_dims(asked, _any_size)))


def fits_by_name(came: str, expected: str) -> bool:
    """Whether one tensor fits another where the sizes leave the right remainders, as those of jaxtyping's names may."""
    return _fits(came, expected, lambda got, asked: (_with_dims(got, _named), _with_dims(asked, _named)))


def members_of(came: str) -> list[str]:
    """The types of which what came is one."""
    type_ = _parsed(came)
    return [] if type_ is None else [ast.unparse(each) for each in _members(type_)]


def one_fits_by_name(came: str, expected: str) -> bool:
    """Whether one of the types that each value may have fits as ``fits_by_name`` says."""
    for _, one, other in _pairs(_parsed(came), _parsed(expected)):
        asked = ast.unparse(other)
        if ast.unparse(one) != asked and not any(fits_by_name(ast.unparse(each), asked) for each in _members(one)):
            return False
    return True


def _fits_where_tested(line: int, came: str, expected: str) -> bool:
    """Whether one tensor fits another by what the code around ``line`` has tested.

    Of several types that a name may have there, each by one of the tests of the function: they chose among them.
    """
    checker = checker_state.type_checker
    if not isinstance(checker, TypeChecker):
        return False
    tested = [tested_sizes(checker, line, -1), *(sizes_by_test(checker) if " | " in came else [])]
    if not any(tested):
        return False
    known = [{Symbol(symbol.name): _by_name(dim) for symbol, dim in sizes.items()} for sizes in tested]
    for _, one, other in _pairs(_parsed(came), _parsed(expected)):
        asked, members = _tensor(other), [_tensor(each) for each in _members(one)]
        if asked is None or any(
            each is None or not any(_matches(put_in(sizes, each), put_in(sizes, asked)) for sizes in [*known, {}])
            for each in members
        ):
            return False
    return True


def fits_as_tested(line: int, came: str, expected: str) -> bool:
    """Whether one tensor fits another in a function that looks at shapes, where a name may be a number or another."""
    checker, types = checker_state.type_checker, (_parsed(came), _parsed(expected))
    if not isinstance(checker, TypeChecker) or None in types:
        return True
    known = [{}, *({Symbol(one.name): _by_name(dim) for one, dim in each.items()} for each in sizes_by_test(checker))]
    may_have_other_ranks = branches_on_ranks(checker.path, line)
    for _, one, other in _pairs(*types):
        got, asked = _tensor(one), _tensor(other)
        if got is None or asked is None:
            continue
        if may_have_other_ranks and len(got.shape) != len(asked.shape):
            got = got.with_shape(UNKNOWN_SHAPE)
        if not any(_matches(*_numbers_aside(put_in(sizes, got), put_in(sizes, asked))) for sizes in known):
            return False
    return True


def _numbers_aside(got: Spec, asked: Spec) -> tuple[Spec, Spec]:
    """Both without the sizes that are a number in one and have a name in the other."""
    if len(got.shape) != len(asked.shape):
        return got, asked
    pairs = [
        (UNKNOWN, UNKNOWN) if isinstance(one, int) != isinstance(other, int) else (one, other)
        for one, other in zip(got.shape, asked.shape, strict=True)
    ]
    return got.with_shape(tuple(one for one, _ in pairs)), asked.with_shape(tuple(other for _, other in pairs))


def _holds_plain(came: str, expected: str) -> bool:
    """Whether what came is a list or a dict of typed tensors, and one of torch's own is expected.

    To mypy the two are apart, since code might put a tensor of another type into it.
    """
    one, other = _parsed(came), _parsed(expected)
    if one is None or other is None or (_items(one, "list") is None and _items(one, "dict") is None):
        return False
    plain = ast.unparse(_AsPlain().visit(deepcopy(one)))
    return any(plain == ast.unparse(_AsPlain().visit(deepcopy(each))) for each in _members(other)) and all(
        _tensor(each) is None for each in ast.walk(other) if isinstance(each, ast.expr)
    )


def _by_name(dim: Dim) -> Dim:
    return substitute(dim, {each: Symbol(each.name) for each in symbols(dim)})


def _as_bound(line: int, came: str, expected: str) -> tuple[str, str]:
    """The types that came and that were expected; of a name the one that it was bound to last."""
    checker = checker_state.type_checker
    function = checker.scope.current_function() if isinstance(checker, TypeChecker) else None
    if not isinstance(checker, TypeChecker) or not isinstance(function, FuncDef) or " | " not in came:
        return came, expected
    returned = returned_at(function.body, line)
    if returned is None:
        return came, expected
    items = returned.items if isinstance(returned, TupleExpr) else [returned]
    types = [checker.lookup_type_or_none(item) for item in items]
    bound = [
        None if type_ is None else as_bound(checker, item, type_) for item, type_ in zip(items, types, strict=True)
    ]
    if all(one is other for one, other in zip(types, bound, strict=True)):
        return came, expected
    words = ["Any" if each is None else format_type_bare(each, checker.options) for each in bound]
    return (f"tuple[{', '.join(words)}]" if isinstance(returned, TupleExpr) else words[0]), expected


def _fits(
    came: str, expected: str, seen: Callable[[Spec, Spec], tuple[Spec, Spec]] = lambda got, asked: (got, asked)
) -> bool:
    types = _parsed(came), _parsed(expected)
    for _, one, other in _pairs(*types):
        specs = _tensor(one), _tensor(other)
        if specs[0] is None or specs[1] is None:
            return False
        if not _matches(*seen(specs[0], specs[1])):
            return False
    return None not in types


def _with_dims(spec: Spec, of: Callable[[Dim | Many], Dim | Many]) -> Spec:
    return spec.with_shape(tuple(map(of, spec.shape)))


def _named(dim: Dim | Many) -> Dim | Many:
    if not isinstance(dim, (Symbol, Expression)):
        return dim
    return substitute(dim, {each: Named(each.name, Named) for each in symbols(dim)})


def _any_size(dim: Dim | Many) -> Dim | Many:
    return Many() if isinstance(dim, Many) else dim if isinstance(dim, int) else UNKNOWN


def _tensor(type_: ast.expr) -> Spec | None:
    """The tensor that a type is, dtype and device by the names of their classes or type variables."""
    items = _items(type_, "Tensor") or _items(type_, "Parameter")
    if items is None or len(items) != 3 or not all(isinstance(each, ast.Name) for each in items[1:]):
        return None
    dtype, device = (each.id if isinstance(each, ast.Name) and each.id != "Any" else None for each in items[1:])
    return Spec(_shape(items[0]), _said(dtype, _dtype), _said(device, _device))


def _said(name: str | None, module: Any) -> str | None:
    """What a message calls a class of dtypes or devices: ``float32``; a type variable by its own name."""
    members = _names(name, module)
    return next(iter(members)) if members is not None and len(members) == 1 else name


def _names(name: str | None, module: Any) -> frozenset[str] | None:
    found = getattr(module, name or "", None)
    names: frozenset[str] | None = found.names() if isinstance(found, type) and hasattr(found, "names") else None
    return names


def _pattern(asked: Spec) -> Pattern:
    return Pattern(asked.shape, _admitted(asked.dtype, _dtype), _admitted(asked.device, _device))


def _admitted(name: str | None, module: Any) -> frozenset[str] | None:
    """What a class of several admits; of one dtype or device, or of a type variable, itself."""
    return _names(name, module) or (None if name is None else frozenset({name}))


def _shape(type_: ast.expr) -> Shape:
    items = _items(type_, "tuple")
    if items is None:
        return UNKNOWN_SHAPE
    if any(isinstance(item, ast.Constant) and item.value is ... for item in items):
        return UNKNOWN_SHAPE
    return tuple(_dim(item) for item in items if not isinstance(item, ast.Tuple))


def _dim(item: ast.expr) -> Dim | Many:
    if isinstance(item, ast.Starred):
        return Many(item.value.id) if isinstance(item.value, ast.Name) else Many()
    if isinstance(item, ast.Name):
        return UNKNOWN if item.id in {"Any", "int"} else Symbol(item.id)
    literal, size = _items(item, "Literal"), _items(item, "Size")
    if literal is not None and len(literal) == 1 and isinstance(literal[0], ast.Constant):
        return literal[0].value if type(literal[0].value) is int else UNKNOWN
    return UNKNOWN if size is None else _size(size)


def _size(items: list[ast.expr]) -> Dim:
    """The size that ``Size[Literal['2 * H'], tuple[H]]`` stands for."""
    text = _items(items[0], "Literal")
    if text is None or not isinstance(text[0], ast.Constant) or not isinstance(text[0].value, str):
        return UNKNOWN
    try:
        return parse(text[0].value)
    except SizeSyntaxError:
        return UNKNOWN


def _shown(text: str) -> str:
    """A type in our words: a tensor as messages show it, a size as it is computed."""
    type_ = _parsed(text)
    return text if type_ is None else ast.unparse(_Shown().visit(deepcopy(type_)))


class _Shown(ast.NodeTransformer):
    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        tensor = _tensor(node)
        return self.generic_visit(node) if tensor is None else ast.Name(str(tensor))


class _AsPlain(ast.NodeTransformer):
    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        return self.generic_visit(node) if _tensor(node) is None else ast.Name("Tensor")

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return ast.Name("Tensor") if ast.unparse(node).endswith("torch._tensor.Tensor") else node
