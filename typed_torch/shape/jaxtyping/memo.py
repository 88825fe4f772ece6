"""The sizes that names stand for during one call, found and held against as jaxtyping does at run time."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from typed_torch.errors import DTypeError
from typed_torch.shape.dims import UNKNOWN, Dim, Many, Shape, differ, fixed_rank, is_known, least_rank, show_shape
from typed_torch.shape.jaxtyping.notation import Axis, Kind
from typed_torch.shape.rule import refuse
from typed_torch.shape.sizes import Held, Named, SizeSyntaxError, Symbol, names_in, parse
from typed_torch.shape.spec import Spec

__all__ = ["Memo"]


class _Misfit(Exception):
    """A size is surely another one."""


@dataclass(slots=True)
class Memo:
    """What the names of one call stand for.

    Attributes:
        sizes: of names of one axis.
        several: of names of several axes, whether the first was broadcastable and what they are; ``None`` if unknown.
        meant: names of the code around the call, or of an object there, that have to be a number for it.
    """

    sizes: dict[str, Dim] = field(default_factory=dict)
    several: dict[str, tuple[bool, Shape] | None] = field(default_factory=dict)
    meant: dict[Symbol, int] = field(default_factory=dict)

    def copy(self) -> Memo:
        """Another one that knows the same."""
        return Memo(dict(self.sizes), dict(self.several), dict(self.meant))

    def take(self, other: Memo) -> None:
        """Know what ``other`` knows."""
        self.sizes, self.several, self.meant = other.sizes, other.several, other.meant

    def check(self, axes: Sequence[Axis], dtypes: frozenset[str] | None, spec: Spec, *, argument: str) -> None:
        """Refuse ``spec`` where jaxtyping surely does; the names it is the first to give a size have it from then on.

        Raises:
            Refusal: its dtype or shape does not fit.
        """
        if dtypes is not None and spec.dtype is not None and spec.dtype not in dtypes:
            wanted = " or ".join(sorted(dtypes)) if dtypes else "of a dtype that torch does not have"
            refuse(f"{argument} must be {wanted}, got {spec.dtype}", argument=argument, kind=DTypeError)
        tried = self.copy()
        try:
            tried._shape(axes, spec.shape)
        except _Misfit as misfit:
            meant = self._by_a_number_meant(axes, spec.shape)
            if meant is not None:
                self.take(meant)
                return
            text = " ".join(map(str, axes))
            because = f": {misfit}" if str(misfit) else ""
            refuse(
                f'{argument} must have shape "{text}", got {show_shape(spec.shape)}{because}',
                argument=argument,
            )
        self.take(tried)

    def _by_a_number_meant(self, axes: Sequence[Axis], shape: Shape) -> Memo | None:
        """What is known where a name in ``shape`` is a number that ``axes`` ask for, and that is not beside it."""
        numbers = {int(axis.text) for axis in axes if axis.kind is Kind.FIXED}
        for name, number in itertools.product(
            [dim for dim in shape if isinstance(dim, (Named, Held))], sorted(numbers)
        ):
            tried = self.copy()
            try:
                tried._shape(axes, tuple(number if dim == name else dim for dim in shape))
            except _Misfit:
                continue
            if number not in shape:
                tried.meant[name] = number
                return tried
        return None

    def _shape(self, axes: Sequence[Axis], shape: Shape) -> None:
        several = next((index for index, axis in enumerate(axes) if axis.several), None)
        if several is None:
            self._of_one_rank(axes, shape)
            return
        behind = len(axes) - several - 1
        is_open = fixed_rank(shape) is None
        if is_open and not _is_inside(shape, several, behind):
            self._same_length(axes[several], len(axes) - 1, shape)
            self._open(axes[:several], axes[several + 1 :], shape)
            self.several.setdefault(axes[several].text, None)
            return
        if len(shape) < several + behind:
            raise _Misfit
        self._each(axes[:several], shape[:several])
        self._each(axes[several + 1 :], shape[len(shape) - behind :])
        if axes[several].kind is Kind.NAMED and not axes[several].per_leaf:
            self._several(axes[several], shape[several : len(shape) - behind])

    def _same_length(self, axis: Axis, others: int, shape: Shape) -> None:
        """Refuse more or fewer sizes around a name than what the one of ``axis`` stands for has around it."""
        was_broadcastable, known = self.several.get(axis.text) or (True, ())
        shared = [dim for dim in known if isinstance(dim, Many) and dim in shape]
        if shared and not (was_broadcastable or axis.broadcastable) and len(known) + others != len(shape):
            raise _Misfit(f"{axis.text} is {show_shape(known)}")

    def _of_one_rank(self, axes: Sequence[Axis], shape: Shape) -> None:
        if least_rank(shape) > len(axes):
            raise _Misfit
        if fixed_rank(shape) is not None:
            if len(shape) != len(axes):
                raise _Misfit
            self._each(axes, shape)
            return
        place = next(index for index, dim in enumerate(shape) if isinstance(dim, Many))
        behind = len(shape) - place - 1
        self._each(axes[:place], shape[:place])
        hidden = len(axes) - behind
        self._each(axes[place:hidden], (UNKNOWN,) * (hidden - place))
        self._each(axes[hidden:], shape[place + 1 :])

    def _open(self, front: Sequence[Axis], back: Sequence[Axis], shape: Shape) -> None:
        """The axes on both sides of one that stands for several, where nobody knows how many sizes there are."""
        place = next(index for index, dim in enumerate(shape) if isinstance(dim, Many))
        before, after = shape[:place], shape[place + 1 :]
        self._each(front, (*before, *[UNKNOWN] * len(front))[: len(front)])
        known = after[max(0, len(after) - len(back)) :]
        self._each(back, (*[UNKNOWN] * (len(back) - len(known)), *known))

    def _each(self, axes: Sequence[Axis], shape: Shape) -> None:
        for axis, dim in zip(axes, _of_squares(axes, shape), strict=True):
            if isinstance(dim, Many):  # pragma: no cover
                continue
            self._one(axis, dim)

    def _one(self, axis: Axis, dim: Dim) -> None:
        if axis.kind is Kind.ANONYMOUS or axis.per_leaf:
            return
        if axis.broadcastable and (not is_known(dim) or dim == 1):
            # Of a size that may be 1 nothing is sure, nor what the name stands for.
            return
        if axis.kind is Kind.FIXED:
            if differ(int(axis.text), dim):
                raise _Misfit
        elif axis.kind is Kind.COMPUTED:
            wanted = self.size_of(axis)
            if differ(wanted, dim):
                raise _Misfit(_because(axis, wanted))
        elif axis.given:
            if differ(axis.given[0][1], dim):
                raise _Misfit(_because(axis, axis.given[0][1]))
        else:
            known = self.sizes.get(axis.text, UNKNOWN)
            if known is UNKNOWN:
                self.sizes[axis.text] = dim
            elif differ(known, dim):
                raise _Misfit(_because(axis, known))

    def size_of(self, axis: Axis) -> Dim:
        """The size that a name or an expression says, as far as its names are known."""
        given, names = dict(axis.given), names_in(axis.text)
        try:
            return parse(axis.text, {name: given.get(name, self.sizes.get(name, UNKNOWN)) for name in names})
        except SizeSyntaxError:  # a call, an f-string: jaxtyping evaluates them
            return UNKNOWN

    def _several(self, axis: Axis, dims: Shape) -> None:
        if Many() in dims or (axis.broadcastable and fixed_rank(dims) is None):
            self.several.setdefault(axis.text, None)
            return
        if axis.text not in self.several:
            self.several[axis.text] = axis.broadcastable, dims
            return
        before = self.several[axis.text]
        if before is None:
            return
        was_broadcastable, known = before
        if not was_broadcastable and not axis.broadcastable:
            if len(known) != len(dims) or any(map(_differ, known, dims)):
                raise _Misfit(f"{axis.text} is {show_shape(known)}")
            self.several[axis.text] = False, tuple(b if a is UNKNOWN else a for a, b in zip(known, dims, strict=True))
            return
        ours, theirs = _fixed(known), _fixed(dims)
        if ours is None or theirs is None:
            return
        both = _broadcast(ours, theirs)
        if both is None:
            raise _Misfit(f"{axis.text} is {show_shape(known)}")
        if was_broadcastable:
            if not axis.broadcastable and _surely_another(both, dims):
                raise _Misfit(f"{axis.text} is {show_shape(known)}")
            self.several[axis.text] = axis.broadcastable, both
        elif _surely_another(both, known):
            raise _Misfit(f"{axis.text} is {show_shape(known)}")


def _because(axis: Axis, size: Dim) -> str:
    return f"{axis.text} is {size}" if str(size).replace(" ", "") != axis.text else ""


def _is_inside(shape: Shape, front: int, back: int) -> bool:
    """Whether what stands for several sizes has so many dimensions before and after it."""
    place = next(index for index, dim in enumerate(shape) if isinstance(dim, Many))
    return place >= front and len(shape) - place > back


def _differ(a: Dim | Many, b: Dim | Many) -> bool:
    """Whether two are surely not the same; a name for several sizes stands for any that its caller chooses."""
    return a != b if isinstance(a, Many) or isinstance(b, Many) else differ(a, b)


def _fixed(shape: Shape) -> tuple[Dim, ...] | None:
    """``shape`` if its rank is known."""
    dims = tuple(dim for dim in shape if not isinstance(dim, Many))
    return dims if len(dims) == len(shape) else None


def _of_squares(axes: Sequence[Axis], shape: Shape) -> Shape:
    """``shape`` without the sizes of one object that one name asks for: what it holds there may be square."""
    found: dict[str, list[Dim | Many]] = {}
    for axis, dim in zip(axes, shape, strict=True):
        if axis.is_plain_name:
            found.setdefault(axis.text, []).append(dim)
    squares = {text for text, dims in found.items() if len(dims) > 1 and _are_of_one_object(dims)}
    return tuple(UNKNOWN if axis.text in squares else dim for axis, dim in zip(axes, shape, strict=True))


def _are_of_one_object(dims: Sequence[Dim | Many]) -> bool:
    return all(isinstance(dim, Held) for dim in dims) and len({dim.owner for dim in dims if isinstance(dim, Held)}) == 1


def _broadcast(a: tuple[Dim, ...], b: tuple[Dim, ...]) -> tuple[Dim, ...] | None:
    """Both shapes broadcast, ``UNKNOWN`` where that is not sure; ``None`` if it surely fails."""
    longest = max(len(a), len(b))
    found: list[Dim] = []
    for x, y in zip(_padded(a, longest), _padded(b, longest), strict=True):
        if not is_known(x) or not is_known(y):
            sure = x if is_known(x) and x != 1 else y if is_known(y) and y != 1 else x if x is y else UNKNOWN
            found.append(sure)
        elif x != y and 1 not in (x, y):
            return None
        else:
            found.append(y if x == 1 else x)
    return tuple(found)


def _padded(shape: tuple[Dim, ...], length: int) -> tuple[Dim, ...]:
    return (*(1,) * (length - len(shape)), *shape)


def _surely_another(a: Shape, b: Shape) -> bool:
    return len(a) != len(b) or any(is_known(x) and is_known(y) and x != y for x, y in zip(a, b, strict=True))
