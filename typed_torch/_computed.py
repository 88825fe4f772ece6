"""Computed sizes at run time: what a ``Dim`` evaluates to, and whether a tensor has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jaxtyping._storage import get_shape_memo

from typed_torch.shape import Dim, Many, Shape, Symbol
from typed_torch.shape.matching import aligned
from typed_torch.shape.sizes import parse, solve, symbols

__all__ = ["ComputedSize", "fits"]


class ComputedSize:
    """What ``Dim[Literal["H // 2"]]`` evaluates to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.size: Dim = parse(text)

    def __repr__(self) -> str:
        return f"Dim[Literal[{self.text!r}]]"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ComputedSize) and self.size == other.size

    def __hash__(self) -> int:
        return hash(self.size)


def fits(asked: Shape, shape: Sequence[int]) -> bool:
    """Whether ``shape`` has the computed sizes asked for, by the names that jaxtyping knows in this call.

    Names that only computed sizes use are solved for, and known to what is checked after.
    """
    pairs = aligned(asked, tuple(shape))
    if pairs is None:
        return True  # jaxtyping says so itself
    known: dict[str, int] = get_shape_memo()[0]  # type: ignore[no-untyped-call]
    names = {symbol for dim, _ in pairs if not isinstance(dim, Many) for symbol in symbols(dim)}
    bound: Mapping[Symbol, Dim] = {symbol: known[symbol.name] for symbol in names if symbol.name in known}
    equations: Any = [(wanted, size) for wanted, size in pairs if not isinstance(wanted, Many)]
    solution = solve(equations, names - bound.keys(), bound)
    if solution.misfit is not None:
        return False
    known.update((symbol.name, size) for symbol, size in solution.sizes.items() if isinstance(size, int))
    return True
