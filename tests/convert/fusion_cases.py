"""Models of norms and a SiLU, the norms of them that run in one with it, and what fused norms computed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from typed_torch._convert.deferred import FusedGroupNorm

__all__ = [
    "CASES",
    "InPlaceBetween",
    "InSequential",
    "Module",
    "Nested",
    "OtherBranch",
    "SharedActivation",
    "counted",
    "some",
]


def some() -> torch.Tensor:
    return torch.randn(2, 6, 4, 4, generator=torch.Generator(torch.get_default_device()).manual_seed(0))


class Module(nn.Module):
    """Two norms and a SiLU, used in a way that each subclass has."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(3, 6)
        self.other = nn.GroupNorm(2, 6)
        self.act = nn.SiLU()
        self.conv = nn.Conv2d(6, 6, 1)
        nn.init.normal_(self.norm.weight)
        nn.init.normal_(self.other.bias)


class Nested(Module):
    def forward(self, x: Any) -> Any:
        return self.act(self.norm(x))


class Functional(Module):
    def forward(self, x: Any) -> Any:
        h = self.norm(x)
        h = F.silu(h, inplace=True)
        return self.conv(h)


class SharedActivation(Module):
    def forward(self, x: Any, emb: Any = None) -> Any:
        h = self.norm(x)
        h = self.act(h)
        h = h + self.act(h if emb is None else emb)
        h = self.other(h)
        return self.act(h) + x


class OtherBranch(Module):
    """The optional argument, which a trace leaves out, changes who uses the result."""

    def forward(self, x: Any, scale: Any = None) -> Any:
        h = self.norm(x)
        if scale is not None:
            h = h * scale + 1
        return self.act(h)


class InSequential(Module):
    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Sequential(self.conv, self.norm)
        self.tail = nn.Sequential(nn.SiLU(), nn.Conv2d(6, 6, 1))

    def forward(self, x: Any) -> Any:
        return self.tail(self.head(x))


class Listed(Module):
    def __init__(self) -> None:
        super().__init__()
        self.norms = nn.ModuleList([nn.GroupNorm(3, 6), nn.GroupNorm(2, 6)])
        del self.norm, self.other

    def forward(self, x: Any) -> Any:
        for norm in self.norms:
            x = F.silu(norm(x))
        return x


class Untraceable(Module):
    """Its control flow looks at numbers, so only its source can tell."""

    def forward(self, x: Any) -> Any:
        if x.mean() > 1e9:
            x = x + 1
        if self.norm is not None:
            x = self.norm(x)
        x = self.act(x)
        return F.silu(self.other(x))


class UsedTwice(Module):
    def forward(self, x: Any) -> Any:
        h = self.norm(x)
        return self.act(h) + h


class UsedTwiceUntraceable(Module):
    def forward(self, x: Any) -> Any:
        h = self.norm(x)
        y = self.act(h)
        return y + h if x.mean() < 1e9 else y


class TwoSilus(Module):
    def forward(self, x: Any) -> Any:
        h = self.norm(x)
        return self.act(h) * F.silu(h)


class PickedFromSequential(Module):
    """The Sequential gives its norm to a SiLU, and so would be right, if anybody called it."""

    def __init__(self) -> None:
        super().__init__()
        self.pair = nn.Sequential(self.norm, self.act)
        del self.norm

    def forward(self, x: Any) -> Any:
        h = self.pair[0](x)
        return self.pair[1](h) + h


class Lambda(Module):
    """A trace tells what its source does not."""

    forward = lambda self, x: self.act(self.norm(x))  # noqa: E731


class Returned(Module):
    def forward(self, x: Any) -> Any:
        return self.norm(x)


class OtherActivation(Module):
    def forward(self, x: Any) -> Any:
        return F.gelu(self.norm(x))


class InPlaceBetween(Module):
    def forward(self, x: Any) -> Any:
        x = x * 1
        h = self.norm(x)
        x.mul_(2)
        return self.act(h) + x


class CalledTwiceOnceWithoutSilu(Module):
    def forward(self, x: Any) -> Any:
        return self.act(self.norm(x)) + self.norm(x)


CASES: dict[type[Module], dict[str, str]] = {
    Nested: {"norm": "", "other": "Nested.forward does not call it"},
    Functional: {"norm": "", "other": "Functional.forward does not call it"},
    SharedActivation: {"norm": "", "other": ""},
    OtherBranch: {"norm": "", "other": "OtherBranch.forward does not call it"},
    InSequential: {"norm": "", "other": "InSequential.forward does not call it"},
    Listed: {"norms.0": "", "norms.1": ""},
    Untraceable: {"norm": "", "other": ""},
    UsedTwice: {"norm": "its result goes to add", "other": "UsedTwice.forward does not call it"},
    UsedTwiceUntraceable: {"norm": "its result does not go straight to a SiLU", "other": "does not trace"},
    Lambda: {"norm": "", "other": "Lambda.forward does not call it"},
    TwoSilus: {"norm": "its result goes to more than one SiLU", "other": "TwoSilus.forward does not call it"},
    PickedFromSequential: {"pair.0": "its result goes to add", "other": "PickedFromSequential.forward does not"},
    Returned: {"norm": "its result goes to the result of forward", "other": "Returned.forward does not call it"},
    OtherActivation: {"norm": "its result goes to gelu", "other": "OtherActivation.forward does not call it"},
    InPlaceBetween: {"norm": "mul_ comes between it and the SiLU", "other": "InPlaceBetween.forward does not"},
    CalledTwiceOnceWithoutSilu: {"norm": "its result goes to add", "other": "forward does not call it"},
}


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the fused norms computed meanwhile."""
    forms: list[str] = []
    with monkeypatch.context() as patch:
        for form in ("activated", "normalized"):
            original = getattr(FusedGroupNorm, form)

            def count(self: Any, x: Any, original: Any = original, form: str = form) -> Any:
                forms.append(form)
                return original(self, x)

            patch.setattr(FusedGroupNorm, form, count)
        yield forms
