"""Sizes that need arithmetic: to every checker but mypy with the plugin they are Any, which accepts what is right."""

from typing import Literal as L
from typing import TypeVar

import torch

import typed_torch as tt
from typed_torch import CPU, Dim, Float32, Tensor

N = TypeVar("N", bound=int)
H = TypeVar("H", bound=int)

H2 = Dim[L["H // 2"]]


def halved(x: Tensor[tuple[N, H], Float32, CPU]) -> Tensor[tuple[N, H2], Float32, CPU]:
    raise NotImplementedError


def doubled(x: Tensor[tuple[N, Dim[L["2 * H"]]], Float32, CPU]) -> Tensor[tuple[N, H], Float32, CPU]:
    raise NotImplementedError


def calls(x: Tensor[tuple[L[4], L[6]], Float32, CPU]) -> Tensor[tuple[L[4], L[3]], Float32, CPU]:
    halved(x)
    tt.reveal(x)
    return doubled(x)


def plain(x: torch.Tensor) -> torch.Tensor:
    return tt.reveal(x)
