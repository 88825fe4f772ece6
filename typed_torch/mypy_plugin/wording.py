"""mypy's own errors about typed tensors, in our words: wrong returns and assignments, which it finds by itself.

mypy hands every error to its watchers before it is kept, as text: types are read back from that.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial

from mypy.checker import TypeChecker
from mypy.checker_state import checker_state
from mypy.errorcodes import ASSERT_TYPE, VALID_TYPE
from mypy.errors import ErrorInfo, Errors, ErrorWatcher
from mypy.nodes import TypeInfo
from mypy.plugin import AnalyzeTypeContext
from mypy.semanal import SemanticAnalyzer
from mypy.typeanal import TypeAnalyser
from mypy.types import Instance, TupleType, Type, UnpackType, get_proper_type

from typed_torch.errors import TensorTypeError
from typed_torch.mypy_plugin.bindings import imports_us
from typed_torch.mypy_plugin.containers import is_of_a_helper, is_put_in
from typed_torch.mypy_plugin.convert import is_plain_int
from typed_torch.mypy_plugin.fitting import (
    argument_as_bound,
    fits,
    fits_where_tested,
    grows_to_fit,
    holds_plain,
    types_as_bound,
)
from typed_torch.mypy_plugin.notes import with_notes
from typed_torch.mypy_plugin.origins import origins_of_result
from typed_torch.mypy_plugin.overriding import overridden
from typed_torch.mypy_plugin.passes import fits_after_passes
from typed_torch.mypy_plugin.plain import may_be_of_super
from typed_torch.mypy_plugin.reading import pairs_of, parsed, pattern_for, spec_in, widest
from typed_torch.mypy_plugin.report import CODES
from typed_torch.shape import Refusal, match
from typed_torch.shape.rule import error_of

__all__ = ["in_our_words", "is_worded", "tensor_type"]

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
# The start of a sum of tensors need not be of their shape.
_START = re.compile(r'^Argument (?:2|"start") to "sum" has incompatible type ".*\b(?:Tensor|Parameter)\[')
# A method of a module of torch's takes any tensor, and a typed one for it only what it is written for.
_OF_TORCHS_MODULES = re.compile(
    r'^Argument \d+ of "\w+" is incompatible with supertype "torch\.nn\.'
    r'.*argument type as "(?:torch\._tensor\.)?Tensor"'
)
# What a holder of modules gives is known better than that it is some module, and mypy asks that of the holder again.
_WALKED = re.compile(r'^Argument \d+ to "(?:enumerate|reversed|zip)" has incompatible type "Module(?:List|Dict)"')
# A buffer is a tensor or a module to mypy, as any attribute of a module that it does not know.
_BUFFER = re.compile(r'type "(?:[\w.]+\.)?Tensor \| Module(?: \| None)?"; expected "(?:[\w.]+\.)?Tensor')
# The shape of a typed tensor is a tuple to mypy, and a torch.Size at run time.
_SIZE = re.compile(r'tuple\[.*(?:has no attribute "numel"|"(?:torch\.)?Size")')
_BY_DESIGN = (_SIZE, _OF_TORCHS_MODULES, _WALKED, _BUFFER)
_NO_SIZE = "Tensor[S, ...]: a dimension is a Literal int, a TypeVar, a Dim or Any, got int: an unknown size is Any"
# What mypy infers for a size where nothing that is passed has one.
_NEVER = re.compile(r"\bNever\b")
_SCOPE = re.compile(r"@\w+")
# A word that is no class: a name of a size, in a text or by itself.
_SIZE_NAME = re.compile(r"(?<![\w.])(?!tuple\b|Literal\b|Any\b|int\b|max\b|min\b)[A-Za-z_]\w*(?![\w.\[])")


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
    tensor = analyzer.analyze_type_with_type_info(found.node, ctx.type.args, ctx.type, ctx.type.empty_tuple_index)
    if isinstance(tensor, Instance) and tensor.args and any(map(is_plain_int, _dims_in(tensor.args[0]))):
        analyzer.fail(_NO_SIZE, ctx.context, code=VALID_TYPE)
    return tensor


def _dims_in(shape: Type) -> Iterator[Type]:
    """The types of the dimensions in ``tuple[N, *tuple[Any, ...]]``."""
    proper = get_proper_type(shape)
    for each in proper.items if isinstance(proper, TupleType) else getattr(proper, "args", ()):
        yield from _dims_in(each.type) if isinstance(each, UnpackType) else (get_proper_type(each),)


def _filter_of(errors: Errors) -> Callable[[str, ErrorInfo], bool]:
    def reworded(_: str, info: ErrorInfo) -> bool:
        """Whether ``info`` is reported in other words instead."""
        checker = checker_state.type_checker
        is_ours = isinstance(checker, TypeChecker) and info.severity == "error" and imports_us(checker.tree)
        if is_ours and (any(each.search(info.message) for each in _BY_DESIGN) or is_of_a_helper(errors.file, info)):
            return True
        if (
            info.severity != "error"
            or not _NAMES_OURS.search(info.message)
            or info.code in {*CODES.values(), ASSERT_TYPE}
        ):
            return False
        if (
            _ABS.search(info.message)
            or _START.search(info.message)
            or (isinstance(checker, TypeChecker) and is_put_in(checker, info))
        ):
            return True
        types, name = _misfit(info)
        argument = _ARGUMENT.search(info.message)
        came, expected = types or (argument.groups() if argument else ("", ""))
        if holds_plain(came, expected) or _is_one_text(info, came, expected) or _is_of_super(info, came):
            return True
        if argument and (bound := argument_as_bound(info.line, came)) != came and fits(bound, expected):
            return True
        if types is not None:
            written, types = types, types_as_bound(info.line, *types)
            if (types != written and fits(*types)) or grows_to_fit(*types) or fits_where_tested(info.line, *types):
                return True
            if name == "result" and (fits_after_passes(info.line, *types) or _is_said_of_a_branch(errors, info, came)):
                return True
        refused = None if types is None else _refusal(info, types, name)
        if refused is None:
            info.message = _QUOTED.sub(lambda quoted: f'"{_shown(quoted[1])}"', info.message).replace("@given", "")
            return False
        _report(errors, info, refused)
        return True

    return reworded


def _is_said_of_a_branch(errors: Errors, info: ErrorInfo, came: str) -> bool:
    """Whether what one branch binds the name to that is returned is reported there already."""
    said = (each for each in errors.error_info_map.get(errors.file, ()) if each.line == info.line)
    return " | " in came and any(each.code in CODES.values() and ": result must " in each.message for each in said)


def _is_one_text(info: ErrorInfo, came: str, expected: str) -> bool:
    """Whether two types, or those of a method and of the one it stands for, differ only in what they call a size.

    mypy compares sizes that are computed by the text and the scope of their names.
    """
    if info.code is not None and info.code.code == "override":
        pairs = overridden(info.message)
        return bool(pairs) and all(_renamed(str(own)) == _renamed(str(theirs)) for own, theirs in pairs)
    return bool(came) and _SCOPE.sub("", came) == _SCOPE.sub("", expected)


def _is_of_super(info: ErrorInfo, came: str) -> bool:
    """Whether what came may be what ``super().forward(x)`` of a layer of torch's returns."""
    checker = checker_state.type_checker
    is_plain = came.rpartition(".")[2] == "Tensor" and info.code is not None
    return is_plain and isinstance(checker, TypeChecker) and may_be_of_super(checker)


def _renamed(type_: str) -> str:
    """``type_`` with its sizes numbered in the order that they come in."""
    names: dict[str, str] = {}
    return _SIZE_NAME.sub(lambda found: names.setdefault(found[0], f"#{len(names)}"), _SCOPE.sub("", type_))


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
    checker = checker_state.type_checker
    is_result = isinstance(checker, TypeChecker) and info.code is not None and info.code.code == "return-value"
    came = origins_of_result(checker, headline, info.line) if isinstance(checker, TypeChecker) and is_result else ()
    for row in (*table, *came):
        report(message=row, severity="note", parent_error=reported)


def _refusal(info: ErrorInfo, types: tuple[str, str], name: str) -> TensorTypeError | None:
    """The error that says why a tensor does not fit, or one of a tuple of them; ``None`` if that cannot be told."""
    function = info.local_ctx[1] if name == "result" else None
    for place, came, expected in pairs_of(*map(parsed, types)):
        asked = spec_in(expected)
        if asked is None:
            continue
        for got in widest(came) or ():
            try:
                match(pattern_for(asked), got, argument=name + place)
            except Refusal as refusal:
                return error_of(refusal, function or "", {name: got})
    return None


def _misfit(info: ErrorInfo) -> tuple[tuple[str, str] | None, str]:
    """The types that came and that were expected, and what we call the value."""
    pattern, name = _MISFITS.get("" if info.code is None else info.code.code, (None, ""))
    found = None if pattern is None else pattern.search(info.message)
    return None if found is None else (found[1], found[2]), name


def _shown(text: str) -> str:
    """A type in our words: a tensor as messages show it, a size as it is computed."""
    type_ = parsed(_NEVER.sub("Any", text))
    return text if type_ is None else ast.unparse(_Shown().visit(deepcopy(type_)))


class _Shown(ast.NodeTransformer):
    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        tensor = spec_in(node)
        return self.generic_visit(node) if tensor is None else ast.Name(str(tensor))
