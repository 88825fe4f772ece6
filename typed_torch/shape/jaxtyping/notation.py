"""Reading the text of a jaxtyping annotation. Nothing in it is ever evaluated as Python.

Source: https://docs.kidger.site/jaxtyping/api/array/
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from typed_torch.shape.dims import Dim

__all__ = ["Axis", "Kind", "NotationError", "parse_axes"]


class NotationError(ValueError):
    """jaxtyping refuses the text where the annotation is made."""


class Kind(Enum):
    """What an axis says of its size."""

    FIXED = "fixed"
    NAMED = "named"
    COMPUTED = "computed"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Axis:
    """One word of the text.

    Attributes:
        kind: what it says of the size.
        text: the name, the number or the expression, without marks; empty where it is anonymous.
        several: whether it stands for any number of axes (``*name``, ``...``).
        broadcastable: whether a size of 1 passes too (``#name``).
        per_leaf: whether the name is another one for each leaf of a tree (``?name``).
        given: names in the text that are not the call's to bind, and what they are.
    """

    kind: Kind
    text: str = ""
    several: bool = False
    broadcastable: bool = False
    per_leaf: bool = False
    given: tuple[tuple[str, Dim], ...] = ()

    @property
    def is_plain_name(self) -> bool:
        """Whether the axis binds its name, to one size, whatever that is."""
        return self.kind is Kind.NAMED and not (self.several or self.broadcastable or self.per_leaf)

    @property
    def is_bound(self) -> bool:
        """Whether the axis gives its name, to one axis or to several, what it stands for."""
        is_name = self.kind is Kind.NAMED and bool(self.text)
        return is_name and not (self.broadcastable or self.per_leaf)

    def __str__(self) -> str:
        if self.kind is Kind.ANONYMOUS:
            return "..." if self.several else "_"
        marks = (("#", self.broadcastable), ("*", self.several), ("?", self.per_leaf))
        return "".join(mark for mark, is_set in marks if is_set) + self.text


_MARKS = {"#": "broadcastable", "*": "several", "_": "anonymous", "?": "per_leaf"}


@lru_cache(4096)
def parse_axes(text: str) -> tuple[Axis, ...]:
    """The axes that ``text`` names.

    >>> [str(axis) for axis in parse_axes("b *c #d rows=3 _ h//2")]
    ['b', '*c', '#d', '3', '_', 'h//2']

    Raises:
        NotationError: jaxtyping raises a ``ValueError`` for it.
    """
    axes = tuple(map(_axis, text.split()))
    if sum(axis.several for axis in axes) > 1:
        raise NotationError(f"{text!r} has more than one axis of several sizes (*name or ...)")
    return axes


def _axis(word: str) -> Axis:
    if "," in word and "(" not in word:
        raise NotationError(f"axes are separated with spaces, not commas: {word!r}")
    if word.endswith("#"):
        raise NotationError(f"# stands before the name of an axis: {word!r}")
    if "..." in word:
        if word != "...":
            raise NotationError(f"... stands alone: {word!r}")
        return Axis(Kind.ANONYMOUS, several=True)
    marks, rest = _without_marks(word)
    return _of(word, marks, rest)


def _without_marks(word: str) -> tuple[set[str], str]:
    marks: set[str] = set()
    rest = word
    while rest:
        mark = _MARKS.get(rest[0])
        if mark is not None:
            if mark in marks:
                raise NotationError(f"{rest[0]} stands twice before the name of an axis: {word!r}")
            marks.add(mark)
            rest = rest[1:]
        elif rest.count("=") == 1:
            rest = rest.partition("=")[2]
        else:
            break
    return marks, rest


def _of(word: str, marks: set[str], rest: str) -> Axis:
    several, broadcastable, per_leaf = (mark in marks for mark in ("several", "broadcastable", "per_leaf"))
    if not rest or rest.isidentifier():
        if "anonymous" not in marks:
            return Axis(Kind.NAMED, rest, several, broadcastable, per_leaf)
        if broadcastable:
            raise NotationError(f"an anonymous axis has no name to be broadcast to: {word!r}")
        return Axis(Kind.ANONYMOUS, several=several)
    try:
        kind, text = Kind.FIXED, str(int(rest))
    except ValueError:
        kind, text = Kind.COMPUTED, rest
    unfit = marks - {"broadcastable"}
    if unfit:
        raise NotationError(f"only # may stand before a size that is no name: {word!r}")
    return Axis(kind, text, broadcastable=broadcastable)
