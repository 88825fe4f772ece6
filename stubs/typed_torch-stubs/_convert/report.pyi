"""What ``convert`` says it did."""

from dataclasses import dataclass
from typing import Literal

@dataclass(frozen=True, slots=True)
class Site:
    name: str
    action: Literal["fused", "replaced", "restored", "left"]
    reason: str = ""

@dataclass(frozen=True, slots=True)
class Conversion:
    sites: tuple[Site, ...]
    @property
    def replaced(self) -> tuple[str, ...]: ...
    @property
    def fused(self) -> tuple[str, ...]: ...
    @property
    def restored(self) -> tuple[str, ...]: ...
    @property
    def left(self) -> tuple[str, ...]: ...
