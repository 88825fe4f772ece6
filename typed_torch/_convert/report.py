"""What ``convert`` says it did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

__all__ = ["Conversion", "Site"]


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
        return f"{self.action:<8}  {self.name or '(the model)'}" + (f": {self.reason}" if self.reason else "")


@dataclass(frozen=True, slots=True)
class Conversion:
    """What ``convert`` did, site by site; printing it shows them all.

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
        counts = Counter(site.action for site in self.sites)
        counted = ", ".join(f"{count} {action}" for action, count in counts.items()) or "none"
        return "\n".join([f"GroupNorm: {counted}", *(f"  {site}" for site in self.sites)])
