"""``diagram``: which elements of a tensor share a mean under batch, layer, instance and group normalization."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from typed_torch._diagram.picture import picture
from typed_torch._diagram.sharing import Sharing, drawn_of, sharings
from typed_torch._hints import spec_of
from typed_torch._tracebacks import hide_frames
from typed_torch.errors import ArgumentValueError, TensorTypeError
from typed_torch.shape import Refusal, Spec, require
from typed_torch.shape.arguments import wrong_type
from typed_torch.shape.rule import compose, refuse

__all__ = ["Diagram", "diagram"]


class Diagram:
    """What ``diagram`` returns: a picture in a notebook, a table in a terminal.

    Attributes:
        shape: the shape it is of.
        num_groups: into how many groups group normalization divides the channels.
        sharings: of batch, layer, instance and group normalization, in this order, what is shared.
    """

    def __init__(self, shape: tuple[int, ...], num_groups: int) -> None:
        self.shape = shape
        self.num_groups = num_groups
        self.sharings: tuple[Sharing, ...] = sharings(shape, num_groups)
        self._drawn = drawn_of(shape, num_groups)

    def _repr_svg_(self) -> str:
        return picture(self.shape, self.num_groups, self.sharings, self._drawn)

    def _repr_html_(self) -> str:
        return f'<div style="overflow-x:auto">{self._repr_svg_()}</div>'

    def __str__(self) -> str:
        drawn = self._drawn
        lines = [f"{self.shape}, num_groups {self.num_groups}: a row a sample, a column a channel, ■ share a mean"]
        for sharing in self.sharings:
            rows = [
                "".join("■" if drawn.shares(sharing, n, c) else "□" for c in range(drawn.channels))
                for n in range(drawn.samples)
            ]
            lines += ["", f"  {sharing.norm:<14} {rows[0]}  {sharing.words}"]
            lines += [f"  {'':<14} {row}" for row in rows[1:]]
        note = drawn.note(self.shape)
        return "\n".join([*lines, *(["", f"  {note}"] if note else [])])

    __repr__ = __str__

    def save(self, path: str | Path) -> None:
        """Write the picture into ``path``, an ``.svg`` file.

        Raises:
            ArgumentValueError: ``path`` has another ending.
        """
        path = Path(path)
        if path.suffix != ".svg":
            raise ArgumentValueError(
                f"save: path must end in .svg, got {path.name!r}", operation="save", argument="path"
            )
        path.write_text(self._repr_svg_(), encoding="utf-8")


def diagram(x: torch.Tensor | Sequence[int], num_groups: int) -> Diagram:
    """Draw which elements of ``x`` share a mean and a variance, by the way they are normalized.

    Four blocks of ``(N, C, *)``, as in figure 2 of `Group Normalization <https://arxiv.org/abs/1803.08494>`_, for the
    shape of ``x``: batch, layer, instance and group normalization. Layer normalization is over all of ``(C, *)``, as
    there. Large shapes are drawn with fewer cells; the numbers are those of the shape.

    Args:
        x: a tensor, of which only the shape counts, or a shape: ``(N, C, *)``.
        num_groups: into how many groups group normalization divides the channels.

    Returns:
        A picture in a notebook, a table where it is printed; ``save("groups.svg")`` writes the picture into a file.

    Raises:
        ShapeError: ``x`` has fewer than two dimensions, or no elements; ``num_groups`` does not divide ``C``.
        ArgumentTypeError: ``x`` is neither a tensor nor sizes, ``num_groups`` is no int.

    >>> print(diagram((2, 6), 3))
    (2, 6), num_groups 3: a row a sample, a column a channel, ■ share a mean
    <BLANKLINE>
      batch norm     ■□□□□□  6 means, each of 2 elements, over N
                     ■□□□□□
    <BLANKLINE>
      layer norm     ■■■■■■  2 means, each of 6 elements, over C
                     □□□□□□
    <BLANKLINE>
      instance norm  ■□□□□□  12 means, each of 1 element: itself
                     □□□□□□
    <BLANKLINE>
      group norm     ■■□□□□  6 means, each of 2 elements, over C / 3
                     □□□□□□
    """
    try:
        return Diagram(_checked_shape(x, num_groups), num_groups)
    except TensorTypeError as error:
        hide_frames(error)
        raise


def _checked_shape(x: Any, num_groups: Any) -> tuple[int, ...]:
    """The shape of ``x``.

    Raises:
        TensorTypeError: there is no diagram of it.
    """
    is_tensor = isinstance(x, torch.Tensor)
    if not is_tensor and not (isinstance(x, Sequence) and all(map(_is_int, x))):
        raise wrong_type("diagram", "x", "a Tensor or a shape", type(x).__name__, x)
    if not _is_int(num_groups):
        raise wrong_type("diagram", "num_groups", "an int", type(num_groups).__name__, num_groups)
    spec = spec_of(x) if is_tensor else Spec(tuple(x))
    shape: Any = spec.shape
    try:
        require.rank_at_least(2, "(N, C, *)", x=spec)
        if min(shape) < 1:
            refuse(f"x must have elements, got {shape}", argument="x")
        require.positive(num_groups=num_groups)
        require.divisible(num_channels=shape[1], num_groups=num_groups)
    except Refusal as refusal:
        shown = {"x": spec, **({"num_groups": num_groups} if refusal.argument == "num_groups" else {})}
        message = compose("diagram", str(refusal), shown, {refusal.argument: refusal.way_out})
        error = refusal.kind(message, operation="diagram", argument=refusal.argument)
    else:
        return tuple(map(int, shape))
    raise error


def _is_int(value: Any) -> bool:
    return isinstance(value, (int, torch.SymInt)) and not isinstance(value, bool)
