"""Held to integers: what is called equal is equal for every size, and true identities are proven.

Expressions are trees such as ``("//", "H", 2)``, computed by Python on ints and by typed_torch on symbols.
"""

from __future__ import annotations

import itertools
import operator
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import pytest

from typed_torch.shape.sizes import Dim, Symbol, Verdict, maximum, minimum, parse, possibly_equal, substitute, verdict

Tree: TypeAlias = "int | str | tuple[str, Tree, Tree]"
Pair: TypeAlias = tuple[Tree, Tree]

NAMES = ("H", "W", "C")
NUMBERS = (1, 1, 2, 2, 2, 3, 4)
SYMBOLS = {name: Symbol(name) for name in NAMES}
OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
    "max": maximum,
    "min": minimum,
}
POLYNOMIALS = ("+", "+", "-", "*", "*", "//", "//", "%")
EVERYTHING = ("+", "+", "-", "*", "//", "//", "%", "max", "min")


def computed(tree: Tree, values: Mapping[str, Dim]) -> Any:
    if isinstance(tree, int):
        return tree
    if isinstance(tree, str):
        return values[tree]
    name, left, right = tree
    return OPERATIONS[name](computed(left, values), computed(right, values))


def number(tree: Tree, values: Mapping[str, int]) -> int | None:
    """Its value, ``None`` where it divides by 0."""
    try:
        return computed(tree, values)  # type: ignore[no-any-return]
    except ZeroDivisionError:
        return None


def text(tree: Tree) -> str:
    if not isinstance(tree, tuple):
        return str(tree)
    name, left, right = tree
    return f"{name}({text(left)}, {text(right)})" if name in {"max", "min"} else f"({text(left)} {name} {text(right)})"


def divisions(tree: Tree) -> int:
    return (tree[0] in {"//", "%"}) + divisions(tree[1]) + divisions(tree[2]) if isinstance(tree, tuple) else 0


def grown(rng: random.Random, depth: int, names: Sequence[str], operations: Sequence[str]) -> Tree:
    if depth == 0 or rng.random() < 0.15:
        return rng.choice(names) if rng.random() < 0.65 else rng.choice(NUMBERS)
    name = rng.choice(operations)
    left = grown(rng, depth - 1, names, operations)
    by_number = name in {"//", "%"} and rng.random() < 0.7
    return (name, left, rng.choice(NUMBERS) if by_number else grown(rng, depth - 1, names, operations))


def trees(count: int, depth: int, operations: Sequence[str]) -> Iterator[Tree]:
    """Random expressions of up to three symbols, none of which divides by what is always 0."""
    rng = random.Random(depth)
    while count:
        tree = grown(rng, depth, NAMES[: rng.randint(1, 3)], operations)
        try:
            computed(tree, SYMBOLS)
        except ZeroDivisionError:
            continue
        count -= 1
        yield tree


def assignments(count: int, low: int, high: int) -> list[dict[str, int]]:
    rng = random.Random(count)
    return [{name: rng.randint(low, high) for name in NAMES} for _ in range(count)]


SMALL = [dict(zip(NAMES, sizes, strict=True)) for sizes in itertools.product((0, 1, 2, 3, 6), repeat=3)]
LARGE = assignments(25, 0, 40) + assignments(15, 100, 5000)


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_normal_forms_have_the_values_of_what_was_written(depth: int) -> None:
    rng = random.Random(0)
    compared = 0
    for tree in trees(500, depth, EVERYTHING):
        size = computed(tree, SYMBOLS)
        for values in rng.sample(SMALL, 8) + rng.sample(LARGE, 4):
            expected = number(tree, values)
            if expected is not None:
                assert substitute(size, {SYMBOLS[name]: value for name, value in values.items()}) == expected, text(
                    tree
                )
                compared += 1
    assert compared > 4000


@pytest.mark.parametrize("depth", [2, 3])
def test_normal_forms_are_read_back_and_stay_as_they_are(depth: int) -> None:
    for tree in trees(700, depth, POLYNOMIALS):
        size = computed(tree, SYMBOLS)
        assert parse(text(tree), SYMBOLS) == size
        assert parse(str(size), SYMBOLS) == size, text(tree)
        assert substitute(size, {symbol: Symbol("x" + name) for name, symbol in SYMBOLS.items()}) == computed(
            tree, {name: Symbol("x" + name) for name in NAMES}
        )


def test_substitution_and_arithmetic_come_in_any_order() -> None:
    rng = random.Random(1)
    same = asked = 0
    for tree in trees(700, 3, POLYNOMIALS):
        values: dict[str, Dim] = {
            name: rng.choice([1, 2, 3, 8, Symbol("K"), 2 * Symbol("K"), Symbol("K") + 1, 4 * Symbol("H")])
            for name in NAMES
        }
        try:
            expected = computed(tree, values)
            got = substitute(computed(tree, SYMBOLS), {SYMBOLS[name]: value for name, value in values.items()})
        except ZeroDivisionError:
            continue
        assert verdict(got, expected) is not Verdict.DIFFERENT, text(tree)
        asked += 1
        same += got == expected
    print(f"substitution: {same} of {asked} the same normal form")
    assert same / asked > 0.97


def agree(a: Tree, b: Tree, values: Sequence[Mapping[str, int]]) -> bool:
    """Whether two have the same value wherever both have one."""
    pairs = [(number(a, one), number(b, one)) for one in values]
    return all(x == y for x, y in pairs if x is not None and y is not None)


def identities_met_by_chance(depth: int) -> Iterator[Pair]:
    """Random expressions of up to two divisions that agree for every sampled size."""
    groups: dict[tuple[int | None, ...], list[Tree]] = defaultdict(list)
    first = assignments(12, 1, 60)
    for tree in trees(2500, depth, POLYNOMIALS):
        values = tuple(number(tree, one) for one in first)
        if divisions(tree) <= 2 and None not in values:
            groups[values].append(tree)
    for group in groups.values():
        for a, b in itertools.pairwise(dict.fromkeys(group)):
            if divisions(a) + divisions(b) and agree(a, b, SMALL + LARGE):
                yield a, b


def rewritten(rng: random.Random, tree: Tree) -> Tree:
    """An expression of the same value, by one identity of whole numbers somewhere in it."""
    if isinstance(tree, tuple) and rng.random() < 0.6:
        name, left, right = tree
        return (name, rewritten(rng, left), right) if rng.random() < 0.5 else (name, left, rewritten(rng, right))
    n, x = rng.choice((2, 3, 4)), rng.choice(NAMES)
    ways: list[Tree] = [("//", ("*", tree, n), n), ("//", ("*", x, tree), x)]
    ways.append(("+", ("*", ("//", tree, n), n), ("%", tree, n)))
    match tree:
        case (("+" | "*") as name, a, (inner, b, c)) if name == inner:
            ways += [(name, (name, a, b), c), (name, b, (name, a, c))]
        case ("*", a, (("+" | "-") as name, b, c)):
            ways += [(name, ("*", a, b), ("*", c, a))] * 2
        case ("+" | "*" as name, a, b):
            ways += [(name, b, a)]
        case ("-", a, b):
            ways += [("+", ("*", -1, b), a)]
        case ("//", ("//", a, b), c):
            ways += [("//", a, ("*", b, c)), ("//", ("//", a, c), b)] * 3
        case ("//", a, b):
            ways += [("-", ("//", ("+", a, ("*", x, b)), b), x), ("//", ("*", n, a), ("*", b, n))]
            ways += [("//", ("-", a, ("%", a, b)), b), ("+", ("//", ("-", a, b), b), 1)]
        case ("%", a, b):
            ways += [("-", a, ("*", b, ("//", a, b))), ("%", ("+", ("*", x, b), a), b)]
    return rng.choice(ways)


def identities_by_rewriting() -> Iterator[Pair]:
    """Two ways to write each of many expressions, of up to two divisions each."""
    rng = random.Random(2)
    for tree in trees(2500, 3, POLYNOMIALS):
        a, b = tree, tree
        for _ in range(rng.randint(1, 3)):
            a, b = rewritten(rng, a), rewritten(rng, b) if rng.random() < 0.5 else b
        if max(divisions(a), divisions(b)) in {1, 2} and a != b:
            assert agree(a, b, LARGE), f"{text(tree)} is rewritten wrongly: {text(a)} and {text(b)}"
            yield a, b


@pytest.mark.parametrize(
    ("identities", "at_least"),
    [
        pytest.param(identities_by_rewriting, 400, id="by rewriting"),
        pytest.param(lambda: identities_met_by_chance(2), 700, id="met by chance, small"),
        pytest.param(lambda: identities_met_by_chance(3), 400, id="met by chance, larger"),
    ],
)
def test_of_true_identities_95_in_100_are_proven(
    identities: Callable[[], Iterator[Pair]], at_least: int, request: pytest.FixtureRequest
) -> None:
    pairs = [(computed(a, SYMBOLS), computed(b, SYMBOLS)) for a, b in identities()]
    by_form = sum(a == b for a, b in pairs) / len(pairs)
    verdicts = [verdict(a, b) for a, b in pairs]
    proven = verdicts.count(Verdict.EQUAL) / len(pairs)
    print(f"{request.node.name}: {len(pairs)} identities, {proven:.1%} proven, {by_form:.1%} by their normal form")
    assert len(pairs) >= at_least
    assert verdicts.count(Verdict.DIFFERENT) == 0
    assert proven >= 0.95


def test_what_is_called_impossible_never_happens() -> None:
    rng = random.Random(4)
    impossible = 0
    for tree in trees(1500, 2, EVERYTHING):
        a, b = tree, rng.choice([rng.randint(-2, 9), *NAMES, ("+", tree[1], 1) if isinstance(tree, tuple) else 0])
        for least in (0, 1):
            if not possibly_equal(computed(a, SYMBOLS), computed(b, SYMBOLS), least):
                impossible += 1
                for values in SMALL + LARGE:
                    if min(values.values()) >= least and (got := number(a, values)) is not None:
                        assert got != number(b, values), f"{text(a)} and {text(b)} with {values}"
    assert impossible > 400


def test_of_expressions_that_disagree_somewhere_none_are_called_equal() -> None:
    rng = random.Random(3)
    near = list(trees(900, 2, POLYNOMIALS))
    apart = 0
    for tree in near:
        a, b = tree, (rng.choice(("+", "-", "//", "%", "*")), tree, rng.choice(NUMBERS))
        for one, other in ((a, b), (a, rng.choice(near))):
            if not agree(one, other, SMALL + LARGE):
                apart += 1
                sizes = computed(one, SYMBOLS), computed(other, SYMBOLS)
                assert verdict(*sizes) is not Verdict.EQUAL, f"{text(one)} and {text(other)}"
    assert apart > 800
