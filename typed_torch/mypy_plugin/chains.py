"""What each module of a ``Sequential`` gave where one is called, for errors that say which of them made a size."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from mypy.nodes import Context, MypyFile
from mypy.types import Type

from typed_torch.shape import Spec

__all__ = ["Link", "chain_at", "note_chain"]


class Link(NamedTuple):
    """What a module of a chain gave, the module, and the line that it is written in, if that is known."""

    given: Spec
    module: Type | None = None
    line: int | None = None


@lru_cache(maxsize=2)  # all hooks on one file come after each other
def _chains_in(file: MypyFile) -> dict[int, Sequence[Link]]:
    return {}


def note_chain(file: MypyFile, call: Context, links: Sequence[Link]) -> None:
    """Keep what the modules gave that ``call`` calls one after the other, the input before them."""
    _chains_in(file)[id(call)] = links


def chain_at(file: MypyFile, call: Context) -> Sequence[Link]:
    """The same; nothing where ``call`` is another call."""
    return _chains_in(file).get(id(call), ())
