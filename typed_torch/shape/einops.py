"""The functions of einops: ``rearrange``, ``reduce``, ``repeat`` and ``einsum`` by the names of axes.

They are no operations of torch's, so they are registered apart. Patterns are those of einops 0.8: names, ``1``, ``()``,
``...`` and groups in parentheses, in which one length may be left to be found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from string import ascii_letters
from typing import Any

from typed_torch.shape import einsum as letters
from typed_torch.shape.axes import rank_of
from typed_torch.shape.dims import UNKNOWN, Dim, Shape, Unknown, differ, is_known, product, show_dim, show_shape
from typed_torch.shape.promotion import category
from typed_torch.shape.rule import Refusal, Rule, Undetermined, refuse, rule
from typed_torch.shape.spec import Operands, Spec

__all__ = ["EINOPS"]

EINOPS: dict[str, Rule] = {}

_WORD = re.compile(r"\.\.\.|\(|\)|[A-Za-z_][A-Za-z_0-9]*|\d+|\S")
_QUOTED = re.compile(r"'[A-Za-z]'")
_DOTS = "..."
Lengths = Mapping[str, Dim]
Group = tuple[str, ...]


@rule("rearrange", dtype="input", registry=EINOPS)
def rearrange(input: Spec, pattern: str | Unknown, lengths: Lengths) -> Shape:
    """Put axes in another order, split and join them: ``"b (h d) -> h b d"`` with ``h=8``.

    >>> str(rearrange(Spec((2, 24), "float32"), "b (h d) -> h b d", {"h": 8}))
    'float32 (8, 2, 3)'
    """
    left, right = _sides(pattern)
    alone = {*_names(left)} ^ {*_names(right)}
    if alone:
        refuse(
            f"pattern must have every name on both sides, got {pattern!r} with {min(alone)} on one", argument="pattern"
        )
    return _result(input, left, right, lengths)


def _of_reduction(input: Spec, reduction: str | Unknown = UNKNOWN, **_: Any) -> str | None:
    """Sums and products of integers and of bools are int64, as torch's are."""
    if reduction in {"any", "all"}:
        return "bool"
    if reduction in {"min", "max"} or (input.dtype is not None and category(input.dtype) not in {"bool", "int"}):
        return input.dtype
    return "int64" if reduction in {"sum", "prod"} and input.dtype is not None else None


@rule("reduce", dtype=_of_reduction, registry=EINOPS)
def reduce(input: Spec, pattern: str | Unknown, lengths: Lengths, reduction: str | Unknown = UNKNOWN) -> Shape:
    """The same, where axes that are not on the right are reduced: ``"b c (h 2) (w 2) -> b c h w"``.

    >>> str(reduce(Spec((2, 8, 6), "float32"), "b (t 2) c -> b c", {}, "mean"))
    'float32 (2, 6)'
    """
    left, right = _sides(pattern)
    unknown = {*_names(right)} - {*_names(left)}
    if unknown:
        refuse(f"pattern must have {min(unknown)} of the right on the left, got {pattern!r}", argument="pattern")
    return _result(input, left, right, lengths)


@rule("repeat", dtype="input", registry=EINOPS)
def repeat(input: Spec, pattern: str | Unknown, lengths: Lengths) -> Shape:
    """The same, where axes that are not on the left are new, of a given length: ``"h w -> h w c"`` with ``c=3``.

    >>> str(repeat(Spec((4, 6), "float32"), "h w -> (h 2) w c", {"c": 3}))
    'float32 (8, 6, 3)'
    """
    left, right = _sides(pattern)
    lost, new = {*_names(left)} - {*_names(right)}, {*_names(right)} - {*_names(left)} - {*lengths}
    if lost:
        refuse(f"pattern must have {min(lost)} of the left on the right, got {pattern!r}", argument="pattern")
    if new:
        refuse(f"pattern has {min(new)} on the right alone, whose length must be given", argument="pattern")
    return _result(input, left, right, lengths)


@rule("einsum", dtype=letters.of_operands, registry=EINOPS)
def einsum(operands: Operands, pattern: str | Unknown) -> Shape:
    """``torch.einsum`` with names for letters: ``"b i k, b k j -> b i j"``.

    >>> str(einsum([Spec((8, 3, 4), "float32"), Spec((8, 4, 5), "float32")], "b i k, b k j -> b i j"))
    'float32 (8, 3, 5)'
    """
    if not isinstance(pattern, str):
        raise Undetermined
    names = dict.fromkeys(word for word in _WORD.findall(pattern.replace("->", " ")) if word.isidentifier())
    if len(names) > len(ascii_letters) or "(" in pattern:
        raise Undetermined
    short = dict(zip(names, ascii_letters, strict=False))
    text = _WORD.sub(lambda found: short.get(found[0], found[0]), pattern)
    try:
        shape: Shape = letters.einsum.function(text, operands)
    except Refusal as refusal:
        long = {repr(letter): repr(name) for name, letter in short.items()}
        headline = _QUOTED.sub(lambda found: long.get(found[0], found[0]), refusal.headline)
        refuse(headline, argument=refusal.argument, way_out=refusal.way_out, kind=refusal.kind)
    return shape


def _sides(pattern: str | Unknown) -> tuple[list[Group], list[Group]]:
    """The axes before and after the arrow, those in parentheses as one group."""
    if not isinstance(pattern, str):
        raise Undetermined
    sides = pattern.split("->")
    if len(sides) != 2:
        refuse(f"pattern must have one '->', got {pattern!r}", argument="pattern")
    left, right = (_groups(side, pattern) for side in sides)
    if any(_DOTS in group and len(group) > 1 for group in left):
        raise Undetermined
    return left, right


def _groups(side: str, pattern: str) -> list[Group]:
    found: list[Group] = []
    inside: list[str] | None = None
    for word in _WORD.findall(side):
        is_axis = word == _DOTS or word.isidentifier() or word.isdigit()
        if word == "(" and inside is None:
            inside = []
        elif word == ")" and inside is not None:
            found.append((_DOTS, "1") if inside == [_DOTS] else tuple(inside))  # one axis, not those that it stands for
            inside = None
        elif not is_axis:
            refuse(f"pattern must have names, '...', '1' and parentheses, got {pattern!r}", argument="pattern")
        elif inside is not None:
            inside.append(word)
        else:
            found.append((word,))
    if inside is not None:
        refuse(f"pattern must close its parentheses, got {pattern!r}", argument="pattern")
    words = [word for group in found for word in group if not word.isdigit()]
    twice = next((word for word in words if words.count(word) > 1), None)
    if twice is not None:
        refuse(f"pattern must have {twice} once on a side, got {pattern!r}", argument="pattern")
    return found


def _names(groups: Sequence[Group]) -> list[str]:
    return [word for group in groups for word in group if not word.isdigit()]


def _result(input: Spec, left: Sequence[Group], right: Sequence[Group], lengths: Lengths) -> Shape:
    sizes: dict[str, Any] = {name: length for name, length in lengths.items() if name in _names([*left, *right])}
    rest = _read(input, left, sizes)
    shape: list[Any] = []
    for group in right:
        if group == (_DOTS,):
            shape += rest
        else:
            joined = rest if _DOTS in group else ()
            named = [int(word) if word.isdigit() else sizes.get(word, UNKNOWN) for word in group if word != _DOTS]
            shape.append(product([*joined, *named]))
    return tuple(shape)


def _read(input: Spec, left: Sequence[Group], sizes: dict[str, Any]) -> Shape:
    """Note the size of each axis; returned are those that ``...`` stands for."""
    rank, shape = rank_of(input), input.shape
    place = next((index for index, group in enumerate(left) if group == (_DOTS,)), None)
    if rank < len(left) - (place is not None) or (place is None and rank != len(left)):
        least = f"{len(left)}" if place is None else f"at least {len(left) - 1}"
        refuse(f"input must have {least} dimensions as in the pattern, got {show_shape(shape)}", argument="input")
    after = len(left) - 1 - place if place is not None else 0
    before = len(left) if place is None else place
    groups = [*left[:before], *(left[len(left) - after :] if after else ())]
    for group, size in zip(groups, (*shape[:before], *shape[rank - after :]), strict=True):
        _solve(group, size, sizes, input)
    return shape[before : rank - after]


def _solve(group: Group, size: Any, sizes: dict[str, Any], input: Spec) -> None:
    """Find the one length of ``group`` that is not known, or see that those that are make up ``size``."""
    missing = [word for word in group if not word.isdigit() and word not in sizes]
    known = product([int(word) if word.isdigit() else sizes[word] for word in group if word not in missing])
    if len(missing) > 1:
        refuse(f"only one length of ({' '.join(group)}) can be found, give {missing[0]}", argument="pattern")
    if not missing:
        if differ(known, size):
            refuse(
                f"input must have {show_dim(known)} where the pattern has {_shown(group)}, got {show_dim(size)}",
                argument="input",
            )
        return
    if is_known(size) and is_known(known) and known and size % known:
        refuse(
            f"{show_dim(size)}, where the pattern has {_shown(group)}, is not divisible by {show_dim(known)}",
            argument="input",
        )
    is_divisible = UNKNOWN not in (size, known) and known != 0
    sizes[missing[0]] = size // known if is_divisible else UNKNOWN


def _shown(group: Group) -> str:
    return group[0] if len(group) == 1 else f"({' '.join(group)})"
