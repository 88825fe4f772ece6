"""Whether what mypy refuses fits after all, both types as it writes them in its errors."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from copy import deepcopy

from mypy.checker import TypeChecker
from mypy.checker_state import checker_state
from mypy.messages import format_type_bare
from mypy.nodes import CallExpr, FuncDef, NameExpr, TupleExpr

from typed_torch.mypy_plugin.bindings import returned_at
from typed_torch.mypy_plugin.branches import branches_on_ranks
from typed_torch.mypy_plugin.convert import signature_specs, tensor_of
from typed_torch.mypy_plugin.met import names_met
from typed_torch.mypy_plugin.narrowing import as_bound
from typed_torch.mypy_plugin.reading import items_of, matches, members_in, pairs_of, parsed, spec_in, widest
from typed_torch.mypy_plugin.specs import dims_in, has_both, put_in
from typed_torch.mypy_plugin.tested import sizes_by_test, tested_sizes
from typed_torch.mypy_plugin.walking import within
from typed_torch.shape import UNKNOWN, UNKNOWN_SHAPE, Dim, Many, Spec, Symbol
from typed_torch.shape.sizes import Expression, Named, substitute, symbols

__all__ = [
    "argument_as_bound",
    "fits",
    "fits_as_tested",
    "fits_by_name",
    "fits_where_tested",
    "grows_to_fit",
    "holds_plain",
    "may_fit",
    "members_of",
    "one_fits_by_name",
    "types_as_bound",
]


def fits(
    came: str, expected: str, seen: Callable[[Spec, Spec], tuple[Spec, Spec]] = lambda got, asked: (got, asked)
) -> bool:
    """Whether one tensor fits another, or each of one tuple that of another, both as ``seen`` has them."""
    types = parsed(came), parsed(expected)
    for _, one, other in pairs_of(*types):
        specs = spec_in(one), spec_in(other)
        if specs[0] is None or specs[1] is None:
            return False
        if items_of(other, "Parameter") and not items_of(one, "Parameter"):
            return False
        if not matches(*seen(specs[0], specs[1])):
            return False
    return None not in types


def may_fit(came: str, expected: str) -> bool:
    """Whether one tensor fits another, both as mypy writes them, for some sizes that the names may stand for."""
    return fits(came, expected, lambda got, asked: (got, _with_dims(asked, _any_size)))


def fits_by_name(came: str, expected: str) -> bool:
    """Whether one tensor fits another where the sizes leave the right remainders, as those of jaxtyping's names may."""
    return fits(came, expected, lambda got, asked: _numbers_meant(_with_dims(got, _named), _with_dims(asked, _named)))


def members_of(came: str) -> list[str]:
    """The types of which what came is one."""
    type_ = parsed(came)
    return [] if type_ is None else [ast.unparse(each) for each in members_in(type_)]


def one_fits_by_name(came: str, expected: str) -> bool:
    """Whether one of the types that each value may have fits as ``fits_by_name`` says."""
    for _, one, other in pairs_of(parsed(came), parsed(expected)):
        asked = ast.unparse(other)
        if ast.unparse(one) != asked and not any(fits_by_name(ast.unparse(each), asked) for each in members_in(one)):
            return False
    return True


def _named(dim: Dim | Many) -> Dim | Many:
    if not isinstance(dim, (Symbol, Expression)):
        return dim
    return substitute(dim, {each: Named(each.name, Named) for each in symbols(dim)})


def _any_size(dim: Dim | Many) -> Dim | Many:
    return Many() if isinstance(dim, Many) else dim if isinstance(dim, int) else UNKNOWN


def _with_dims(spec: Spec, of: Callable[[Dim | Many], Dim | Many]) -> Spec:
    return spec.with_shape(tuple(map(of, spec.shape)))


def grows_to_fit(came: str, expected: str) -> bool:
    """Whether what came is a tensor that grows in a loop, of known sizes at first and of any in the end, which fits."""
    types = parsed(came), parsed(expected)
    if " | " not in came or None in types:
        return False
    found = False
    for _, one, other in pairs_of(*types):
        known, asked = widest(one), spec_in(other)
        if asked is None or known is None:
            if ast.unparse(one) != ast.unparse(other):
                return False
            continue
        found = found or len(known) < len(list(members_in(one)))
        if not all(matches(each, asked) for each in known):
            return False
    return found


def fits_where_tested(line: int, came: str, expected: str) -> bool:
    """Whether one tensor fits another by what the code around ``line`` has tested.

    Of several types that a name may have there, each by one of the tests of the function: they chose among them.
    """
    checker = checker_state.type_checker
    if not isinstance(checker, TypeChecker):
        return False
    tested = [tested_sizes(checker, line, -1), *(sizes_by_test(checker) if " | " in came else [])]
    if not any(tested):
        return False
    known = list(map(_by_name, tested))
    for _, one, other in pairs_of(parsed(came), parsed(expected)):
        asked, members = spec_in(other), [spec_in(each) for each in members_in(one)]
        if asked is None or any(
            each is None or not any(matches(put_in(sizes, each), put_in(sizes, asked)) for sizes in [*known, {}])
            for each in members
        ):
            return False
    return True


def fits_as_tested(line: int, came: str, expected: str) -> bool:
    """Whether one tensor fits another in a function that looks at shapes, where a name may be a number or another."""
    checker, types = checker_state.type_checker, (parsed(came), parsed(expected))
    if not isinstance(checker, TypeChecker) or None in types:
        return True
    known = [{}, *map(_by_name, sizes_by_test(checker))]
    may_have_other_ranks = branches_on_ranks(checker.path, line)
    for _, one, other in pairs_of(*types):
        got, asked = spec_in(one), spec_in(other)
        if got is None or asked is None:
            continue
        if may_have_other_ranks and len(got.shape) != len(asked.shape):
            got = got.with_shape(UNKNOWN_SHAPE)
        if not any(matches(*_numbers_aside(put_in(sizes, got), put_in(sizes, asked))) for sizes in known):
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


def _numbers_meant(got: Spec, asked: Spec) -> tuple[Spec, Spec]:
    """The same where names may be meant to be the numbers that they meet, which no tensor has beside them.

    What comes with a number for a name that a parameter has is that number only where a line before needs it to be.
    """
    checker = checker_state.type_checker
    if len(got.shape) != len(asked.shape) or not isinstance(checker, TypeChecker):
        return got, asked
    taken, returned = signature_specs(checker)
    tensors = [got, asked, *(_with_dims(each, _named) for each in (*taken, *returned))]
    bound = {each.name for dim in dims_in(taken) for each in symbols(dim)}
    met, meant = names_met(checker), dict[Symbol, Dim]()
    for one, other in zip(got.shape, asked.shape, strict=True):
        name, number = (other, one) if isinstance(one, int) else (one, other)
        if not isinstance(number, int) or not isinstance(name, Symbol) or has_both(tensors, name, number):
            continue
        is_free = number > 1 if name is one else name.name not in bound
        if is_free or (name.name, number) in met:
            meant.setdefault(name, number)
    return put_in(meant, got), put_in(meant, asked)


def _by_name(sizes: Mapping[Symbol, Dim]) -> dict[Symbol, Dim]:
    """``sizes`` of symbols that have a name and no scope, as those have that are read back."""
    return {
        Symbol(symbol.name): substitute(dim, {each: Symbol(each.name) for each in symbols(dim)})
        for symbol, dim in sizes.items()
    }


def types_as_bound(line: int, came: str, expected: str) -> tuple[str, str]:
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


def argument_as_bound(line: int, came: str) -> str:
    """The type of the argument in ``line`` of which mypy says that it is ``came``: the one it was bound to last."""
    checker = checker_state.type_checker
    if not isinstance(checker, TypeChecker) or " | " not in came:
        return came
    function = checker.scope.current_function()
    nodes = within(checker.tree if function is None else function)
    calls = [node for node in nodes if isinstance(node, CallExpr) and node.line <= line <= (node.end_line or line)]
    for argument in (each for call in calls for each in call.args if isinstance(each, NameExpr)):
        bound = checker.binder.get(argument)
        written = "" if bound is None or tensor_of(bound) is None else format_type_bare(bound, checker.options)
        if written in came.split(" | "):
            return written
    return came


def holds_plain(came: str, expected: str) -> bool:
    """Whether what came is a list or a dict of typed tensors, and one of torch's own is expected.

    To mypy the two are apart, since code might put a tensor of another type into it.
    """
    one, other = parsed(came), parsed(expected)
    if one is None or other is None:
        return False
    members = list(members_in(other))
    if len(members) > 1 and items_of(one, "tuple"):
        return any(holds_plain(came, ast.unparse(each)) for each in members)
    ours, theirs = items_of(one, "tuple"), items_of(other, "tuple")
    if ours and theirs and len(ours) == len(theirs):
        return all(map(_is_taken, ours, theirs))
    if items_of(one, "list") is None and items_of(one, "dict") is None:
        return False
    plain = ast.unparse(_AsPlain().visit(deepcopy(one)))
    return any(plain == ast.unparse(_AsPlain().visit(deepcopy(each))) for each in members_in(other)) and all(
        spec_in(each) is None for each in ast.walk(other) if isinstance(each, ast.expr)
    )


def _is_taken(mine: ast.expr, its: ast.expr) -> bool:
    """Whether an item of a tuple may stand where another one is expected, perhaps as one of torch's own."""
    came, expected = ast.unparse(mine), ast.unparse(its)
    is_plain = spec_in(mine) is not None and expected.endswith("torch._tensor.Tensor")
    return came == expected or is_plain or holds_plain(came, expected) or fits(came, expected)


class _AsPlain(ast.NodeTransformer):
    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        return self.generic_visit(node) if spec_in(node) is None else ast.Name("Tensor")

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return ast.Name("Tensor") if ast.unparse(node).endswith("torch._tensor.Tensor") else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        left, right = self.visit(node.left), self.visit(node.right)
        return left if ast.unparse(left) == ast.unparse(right) else ast.BinOp(left, node.op, right)
