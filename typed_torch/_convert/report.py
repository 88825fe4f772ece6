"""What ``convert`` says it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from typed_torch.ops.setting import why_off

__all__ = ["Conversion", "Site"]

_MOST_SHOWN = 10


def _shown(action: str) -> str:
    """The words for ``action``: fused kernels run on CUDA, wherever the model was converted."""
    return "fused on CUDA" if action == "fused" else action


@dataclass(frozen=True, slots=True)
class Site:
    """One group normalization of a model.

    Attributes:
        name: its path, as in ``model.named_modules()``; empty for the model itself.
        action: what became of it.
        reason: why it was left, or replaced and not fused; empty if there is nothing to explain.
    """

    name: str
    action: Literal["fused", "replaced", "restored", "left"]
    reason: str = ""

    def __str__(self) -> str:
        return self._row(0)

    def _row(self, width: int) -> str:
        reason = f": {self.reason}" if self.reason else ""
        return f"{_shown(self.action):<{width}}  {self.name or '(the model)'}{reason}"


@dataclass(frozen=True, slots=True)
class Conversion:
    """What ``convert`` did, site by site; printing it shows them all, its ``repr`` at most ten.

    Attributes:
        sites: every ``torch.nn.GroupNorm`` of the model, in the order of ``named_modules()``.
    """

    sites: tuple[Site, ...]

    def _names(self, *actions: str) -> tuple[str, ...]:
        return tuple(site.name for site in self.sites if site.action in actions)

    @property
    def replaced(self) -> tuple[str, ...]:
        """Names of the sites that are a ``typed_torch.nn.GroupNorm`` now, the fused ones included."""
        return self._names("replaced", "fused")

    @property
    def fused(self) -> tuple[str, ...]:
        """Names of the sites that run in one with the SiLU after them."""
        return self._names("fused")

    @property
    def restored(self) -> tuple[str, ...]:
        """Names of the sites that are what they were before they were replaced."""
        return self._names("restored")

    @property
    def left(self) -> tuple[str, ...]:
        """Names of the sites that were not touched."""
        return self._names("left")

    def __str__(self) -> str:
        return "\n".join([self._headline(), *self._rows(self.sites)])

    def __repr__(self) -> str:
        """The report in a few lines, as a notebook shows it: a large model has more sites than a cell has room for."""
        if len(self.sites) <= _MOST_SHOWN:
            return str(self)
        explained_first = sorted(self.sites, key=lambda site: not site.reason)
        more = f"  and {len(self.sites) - _MOST_SHOWN} more, which print() shows"
        return "\n".join([self._headline(), *self._rows(explained_first[:_MOST_SHOWN]), more])

    def _headline(self) -> str:
        counts = Counter(_shown(site.action) for site in self.sites)
        counted = ", ".join(f"{count} {action}" for action, count in counts.items()) or "none"
        off = f"; fusing is off: {why_off()}" if self.fused and why_off() else ""
        return f"GroupNorm: {counted}{off}"

    def _rows(self, sites: Sequence[Site]) -> list[str]:
        width = max((len(_shown(site.action)) for site in sites), default=0)
        return [f"  {site._row(width)}" for site in sites]
