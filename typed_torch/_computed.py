"""Computed sizes at run time: what a ``Dim`` evaluates to, and whether a tensor has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jaxtyping._storage import get_shape_memo

from typed_torch.shape import Dim, Many, Shape, Symbol
from typed_torch.shape.matching import aligned
from typed_torch.shape.sizes import parse, solve, substitute, symbols

__all__ = ["ComputedSize", "fits", "jaxtyping_name"]


class ComputedSize:
    """What ``Dim[Literal["H // 2"]]`` evaluates to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.size: Dim = parse(text)

    def replaced(self, sizes: Mapping[Symbol, Dim]) -> ComputedSize:
        """With symbols replaced, by other sizes or by numbers."""
        return ComputedSize(str(substitute(self.size, sizes)))

    def __repr__(self) -> str:
        return f"Dim[Literal[{self.text!r}]]"

    def __reduce__(self) -> tuple[Any, ...]:
        return ComputedSize, (self.text,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ComputedSize) and self.size == other.size

    def __hash__(self) -> int:
        return hash(self.size)


def jaxtyping_name(name: str) -> str:
    """``name`` of a type variable as jaxtyping checks it: to jaxtyping a leading ``_`` says not to."""
    return f"\N{MODIFIER LETTER LOW MACRON}{name[1:]}" if name.startswith("_") else name


def fits(asked: Shape, shape: Sequence[int]) -> bool:
    """Whether ``shape`` has the computed sizes asked for, by the names that jaxtyping knows in this call.

    Names that only computed sizes use are solved for, and known to what is checked after.
    """
    pairs = aligned(asked, tuple(shape))
    if pairs is None:
        return True  # jaxtyping says so itself
    known: dict[str, int] = get_shape_memo()[0]  # type: ignore[no-untyped-call]
    names = {symbol for dim, _ in pairs if not isinstance(dim, Many) for symbol in symbols(dim)}
    bound: Mapping[Symbol, Dim] = {
        symbol: known[jaxtyping_name(symbol.name)] for symbol in names if jaxtyping_name(symbol.name) in known
    }
    equations: Any = [(wanted, size) for wanted, size in pairs if not isinstance(wanted, Many)]
    solution = solve(equations, names - bound.keys(), bound)
    if solution.misfit is not None:
        return False
    known.update(
        (jaxtyping_name(symbol.name), size) for symbol, size in solution.sizes.items() if isinstance(size, int)
    )
    return True
