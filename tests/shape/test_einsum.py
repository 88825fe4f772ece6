"""``einsum`` of symbolic sizes, and what its errors say."""

from __future__ import annotations

import pytest

from typed_torch import ShapeError
from typed_torch.shape import UNKNOWN, UNKNOWN_SHAPE, Many, Spec, Symbol
from typed_torch.shape.einsum import einsum

B, N, D, H = map(Symbol, "BNDH")


@pytest.mark.parametrize(
    ("equation", "shapes", "result"),
    [
        ("bnd,bmd->bnm", [(B, N, D), (B, H, D)], (B, N, H)),
        ("b h n d, b h m d -> b h n m", [(B, 8, N, D), (B, 8, H, D)], (B, 8, N, H)),
        ("ij,jk", [(N, D), (D, H)], (N, H)),
        ("ba", [(B, N)], (N, B)),
        ("ii->i", [(N, N)], (N,)),
        ("ii", [(N, N)], ()),
        ("...ij,...jk->...ik", [(B, N, D), (D, H)], (B, N, H)),
        ("...d,d", [(B, N, D), (D,)], (B, N)),
        ("nd,nd->nd", [(N, 1), (N, D)], (N, D)),
    ],
)
def test_letters_are_sizes(equation: str, shapes: list[tuple[object, ...]], result: tuple[object, ...]) -> None:
    assert einsum(equation, [*map(Spec, shapes)]).shape == result


def test_what_is_unknown_is_left_open() -> None:
    assert einsum(UNKNOWN, [Spec((N,))]).shape == UNKNOWN_SHAPE
    assert einsum("ij->ji", [Spec(UNKNOWN_SHAPE)]).shape == (UNKNOWN, UNKNOWN)
    assert einsum("...i,ij->...j", [Spec(UNKNOWN_SHAPE), Spec((3, N))]).shape == (Many(), N)
    assert einsum("b...i,ij->b...j", [Spec((Many(), 3)), Spec((3, N))]).shape == (UNKNOWN, Many(), N)
    assert einsum("bi,ij->bj", [Spec((Many(), 3)), Spec((3, N))]).shape == (UNKNOWN, N)
    with pytest.raises(ShapeError, match=r"operands\[1\] must have size 3 for 'i' as before, got 4"):
        einsum("...i,ij->...j", [Spec((Many(), 3)), Spec((4, N))])
    assert einsum("ij,jk->ik", [Spec((UNKNOWN, D)), Spec((UNKNOWN, H))]).shape == (UNKNOWN, H)


@pytest.mark.parametrize(
    ("equation", "shapes", "message"),
    [
        ("ij,jk->ik", [(N, D), (N, H)], r"operands\[1\] must have size D for 'j' as before, got N"),
        ("ij,jk->ik", [(3, 4), (5, 6)], r"operands\[1\] must have size 4 for 'j' as before, got 5"),
        ("ii->i", [(N, D)], r"operands\[0\] must have size N for 'i' as before, got D"),
        ("ij->ji", [(B, N, D)], r"operands\[0\] must have the dimensions of 'ij', got \(B, N, D\)"),
        ("ij,jk", [(N, D)], r"equation must have one term for each of 1 operands, got 'ij,jk' with 2"),
        ("ij->ik", [(N, D)], "equation must have 'k' of the result in an operand"),
        ("i1->i", [(N, D)], r"equation must have letters, ',', '\.\.\.' and '->', got 'i1->i'"),
    ],
)
def test_an_error_says_what_was_expected(equation: str, shapes: list[tuple[object, ...]], message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        einsum(equation, [*map(Spec, shapes)])
