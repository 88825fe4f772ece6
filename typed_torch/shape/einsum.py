"""``einsum``: products of tensors by the letters of their dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from typed_torch.shape.broadcasting import broadcast
from typed_torch.shape.dims import UNKNOWN, Many, Shape, Unknown, differ, fixed_rank, is_known, show_dim, show_shape
from typed_torch.shape.rule import Undetermined, refuse, rule
from typed_torch.shape.spec import Operands, Spec


def of_operands(operands: Operands, **_: object) -> str | None:
    """The dtype that all ``operands`` have."""
    dtypes = {spec.dtype for spec in operands}
    return dtypes.pop() if len(dtypes) == 1 else None


@rule("einsum", dtype=of_operands)
def einsum(equation: str | Unknown, operands: Operands) -> Shape:
    """Multiply and add up by letters, such as ``"bij,bjk->bik"``: one for each dimension, ``...`` for any more.

    A letter has one size, or 1, everywhere; those that are not in the result are summed over.

    >>> einsum("bij,bjk->bik", [Spec((8, 3, 4)), Spec((8, 4, 5))]).shape
    (8, 3, 5)
    """
    if not isinstance(equation, str):
        raise Undetermined
    terms, result = _parts(equation)
    if len(terms) != len(operands):
        refuse(
            f"equation must have one term for each of {len(operands)} operands, got {equation!r} with {len(terms)}",
            argument="equation",
        )
    sizes: dict[str, Any] = {}
    rest: Shape = ()
    for place, (term, spec) in enumerate(zip(terms, operands, strict=True)):
        rest = broadcast(rest, _read(term, spec, sizes, place), argument=f"operands[{place}]")
    return _written(result, sizes, rest)


class Term(NamedTuple):
    """The letters before and after ``...``; ``None`` after where there is none."""

    before: str
    after: str | None

    def __str__(self) -> str:
        return self.before if self.after is None else f"{self.before}...{self.after}"


def _parts(equation: str) -> tuple[list[Term], Term]:
    """The terms of the operands, and of the result: of what occurs once, in the order of the alphabet, unless given."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = [_term(each, equation) for each in left.split(",")]
    if arrow:
        return terms, _term(right, equation)
    letters = "".join(each for each in left if each.isalpha())
    once = "".join(sorted(each for each in set(letters) if letters.count(each) == 1))
    return terms, Term("", once)


def _term(text: str, equation: str) -> Term:
    before, dots, after = text.partition("...")
    if any(not (each.isascii() and each.isalpha()) for each in before + after):
        refuse(f"equation must have letters, ',', '...' and '->', got {equation!r}", argument="equation")
    return Term(before, after if dots else None)


def _read(term: Term, spec: Spec, sizes: dict[str, Any], place: int) -> Shape:
    """Note the size of each letter; returned are those that ``...`` stands for."""
    after, rank = term.after or "", fixed_rank(spec.shape)
    if rank is None:
        spec = _of_term(term, spec)
        rank = len(spec.shape)
    count = rank - len(term.before) - len(after)
    if count < 0 or (count and term.after is None):
        refuse(
            f"operands[{place}] must have the dimensions of '{term}', got {show_shape(spec.shape)}",
            argument=f"operands[{place}]",
        )
    shape = spec.shape
    named = [*zip(term.before, shape, strict=False), *zip(after, shape[len(shape) - len(after) :], strict=True)]
    of_term: dict[str, Any] = {}
    for letter, size in named:
        if letter in of_term and differ(size, of_term[letter]):
            _refuse(letter, of_term[letter], size, place)
        of_term[letter] = size
    for letter, size in of_term.items():
        sizes[letter] = _agreed(letter, sizes.get(letter, 1), size, place)
    return shape[len(term.before) : len(shape) - len(after)]


def _of_term(term: Term, spec: Spec) -> Spec:
    """``spec``, of unknown rank, with the dimensions that ``term`` says, any number of them for ``...``."""
    several = [place for place, dim in enumerate(spec.shape) if isinstance(dim, Many)]
    before, after = len(term.before), len(term.after or "")
    if term.after is None:
        ends = zip(*((spec.dim(place + start) for place in range(before)) for start in (0, -before)), strict=True)
        return spec.with_shape(tuple(last if first is UNKNOWN else first for first, last in ends))
    behind = len(spec.shape) - several[-1] - 1
    if before <= several[0] and after <= behind:
        return spec
    front = [spec.dim(place) for place in range(before)]
    back = [spec.dim(place - after) for place in range(after)]
    return spec.with_shape((*front, Many(), *back))


def _agreed(letter: str, a: Any, b: Any, place: int) -> Any:
    if not (is_known(a) and a == 1) and not (is_known(b) and b == 1) and differ(a, b):
        _refuse(letter, a, b, place)
    return broadcast((a,), (b,), argument=f"operands[{place}]")[0]


def _refuse(letter: str, expected: Any, got: Any, place: int) -> None:
    refuse(
        f"operands[{place}] must have size {show_dim(expected)} for {letter!r} as before, got {show_dim(got)}",
        argument=f"operands[{place}]",
    )


def _written(result: Term, sizes: dict[str, Any], rest: Shape) -> Shape:
    letters = result.before + (result.after or "")
    for letter in letters:
        if letter not in sizes or letters.count(letter) > 1:
            refuse(
                f"equation must have {letter!r} of the result in an operand, and once in the result",
                argument="equation",
            )
    before: Sequence[Any] = [sizes[letter] for letter in result.before]
    if result.after is None:
        return tuple(before)
    return (*before, *rest, *(sizes[letter] for letter in result.after))
