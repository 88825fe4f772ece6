"""What shares a mean under each normalization, and how few cells show it."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Drawn", "Sharing", "drawn_of", "sharings", "spatial_names"]


@dataclass(frozen=True)
class Sharing:
    """What one way to normalize ``(N, C, *)`` shares.

    Attributes:
        norm: its name, ``"group norm"``.
        over_samples: whether all samples share a mean, or each has its own.
        groups: into how many runs of channels, each with means of its own, it divides them.
        run: how many channels are in one.
        means: how many means there are, and as many variances.
        elements: over how many elements each of them is.
        over: the dimensions that each of them is over, in words.
    """

    norm: str
    over_samples: bool
    groups: int
    run: int
    means: int
    elements: int
    over: str

    @property
    def words(self) -> str:
        """The numbers in words."""
        means = f"{self.means:,} mean{'' if self.means == 1 else 's'}"
        if self.elements == 1:
            return f"{means}, each of 1 element: itself"
        each = "" if self.means == 1 else "each "
        return f"{means}, {each}of {self.elements:,} elements, over {self.over}"


def spatial_names(rank: int) -> list[str]:
    """The names of the dimensions after ``N`` and ``C``."""
    return {2: [], 3: ["L"], 4: ["H", "W"], 5: ["D", "H", "W"]}.get(rank, ["*"])


def sharings(shape: tuple[int, ...], num_groups: int) -> tuple[Sharing, ...]:
    """Of batch, layer, instance and group normalization, in this order."""
    samples, channels, *spatial = shape
    size = math.prod(spatial)
    space = spatial_names(len(shape))

    def sharing(norm: str, over_samples: bool, groups: int) -> Sharing:
        run = channels // groups
        over = [
            *(["N"] if over_samples else []),
            *([] if run == 1 else ["C" if groups == 1 else f"C / {groups}"]),
            *space,
        ]
        means = (1 if over_samples else samples) * groups
        elements = (samples if over_samples else 1) * run * size
        return Sharing(norm, over_samples, groups, run, means, elements, ", ".join(over))

    return (
        sharing("batch norm", True, channels),
        sharing("layer norm", False, 1),
        sharing("instance norm", False, channels),
        sharing("group norm", False, num_groups),
    )


@dataclass(frozen=True)
class Drawn:
    """How many cells are drawn: all, or fewer that show the same.

    Attributes:
        samples: along ``N``.
        channels: along ``C``.
        run: channels in a group, of those drawn.
        positions: along the spatial dimensions, which are one axis.
    """

    samples: int
    channels: int
    run: int
    positions: int

    def shares(self, sharing: Sharing, sample: int, channel: int) -> bool:
        """Whether what is drawn there shares a mean with the very first cell."""
        run = self.channels if sharing.groups == 1 else min(sharing.run, self.run)
        return (sharing.over_samples or sample == 0) and channel < run

    def note(self, shape: tuple[int, ...]) -> str:
        """What is drawn of each axis that is not drawn whole; empty if all are."""
        axes = {
            "samples": (self.samples, shape[0]),
            "channels": (self.channels, shape[1]),
            "positions": (self.positions, math.prod(shape[2:])),
        }
        fewer = [f"{drawn} of {size:,} {name}" for name, (drawn, size) in axes.items() if drawn < size]
        return f"drawn: {', '.join(fewer)}" if fewer else ""


_MOST_SAMPLES, _MOST_CHANNELS, _MOST_POSITIONS = 4, 8, 4


def drawn_of(shape: tuple[int, ...], num_groups: int) -> Drawn:
    """The cells to draw: of many channels, so many that a group is still one channel, some, or all."""
    samples, channels, *spatial = shape
    run = channels // num_groups
    if channels > _MOST_CHANNELS:
        run = min(run, _MOST_CHANNELS if num_groups == 1 else 2)
        channels = run * min(num_groups, _MOST_CHANNELS // run)
    return Drawn(min(samples, _MOST_SAMPLES), channels, run, min(math.prod(spatial), _MOST_POSITIONS))
