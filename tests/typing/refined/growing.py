"""Lists and dicts of tensors that code puts others in: they hold what all of these share, wherever that is read."""

# mypy: allow-redefinition

from __future__ import annotations

from itertools import chain, pairwise
from typing import Any, TypeVar, assert_type

import torch
import torch.nn.functional as F
from torch import nn

from typed_torch import CPU, Float32, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)


def pyramid(x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> list[torch.Tensor]:
    levels = [x]
    for _ in range(3):
        levels.append(F.avg_pool2d(levels[-1], 2))
    smallest = min(levels, key=lambda level: level.numel())
    assert_type(smallest, Tensor[Any, Float32, CPU])
    return [fine - F.interpolate(coarse, scale_factor=2) for fine, coarse in pairwise(levels)]


def read(x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> None:
    found = [x]
    assert_type(next(iter(found)), Tensor[tuple[N, C, H, W], Float32, CPU])
    found.append(x[:, :, ::2, ::2])
    for a in reversed(found):
        assert_type(a, Tensor[tuple[N, C, Any, Any], Float32, CPU])
    for b, c in zip(found, reversed(found), strict=True):
        assert_type(b, Tensor[tuple[N, C, Any, Any], Float32, CPU])
        c - F.interpolate(b, size=c.shape[2:])
    for d in chain(found, list(found)):
        assert_type(d, Tensor[tuple[N, C, Any, Any], Float32, CPU])
    first, *_ = found
    assert_type(first, Tensor[tuple[N, C, Any, Any], Float32, CPU])
    assert_type(torch.cat(found), Tensor[tuple[Any, C, Any, Any], Float32, CPU])


def filled(
    x: Tensor[tuple[N, C, H, W], Float32, CPU],
    y: Tensor[tuple[N, C, H], Float32, CPU],
    unknown: torch.Tensor,
    flag: bool,
) -> None:
    inserted = [x]
    inserted.insert(0, y)
    assert_type(next(iter(inserted)), Tensor[tuple[N, C, H, *tuple[Any, ...]], Float32, CPU])
    extended = [x]
    extended.extend([y, y])
    assert_type(next(iter(extended)), Tensor[tuple[N, C, H, *tuple[Any, ...]], Float32, CPU])
    added = [x]
    added += [y]
    assert_type(next(iter(added)), Tensor[tuple[N, C, H, *tuple[Any, ...]], Float32, CPU])
    replaced = [x, x]
    replaced[1] = y
    assert_type(next(iter(replaced)), Tensor[tuple[N, C, H, *tuple[Any, ...]], Float32, CPU])
    plain = [x]
    plain.append(unknown)
    assert_type(next(iter(plain)), torch.Tensor)
    chosen = [x]
    if flag:
        chosen.append(x.mT)
    assert_type(next(iter(chosen)), Tensor[tuple[N, C, Any, Any], Float32, CPU])
    by_name = {"x": x}
    by_name["y"] = y
    assert_type(next(iter(by_name.values())), Tensor[Any, Float32, CPU])
    same = [x]
    same.append(x.relu())
    assert_type(torch.stack(same), Tensor[tuple[Any, N, C, H, W], Float32, CPU])


def annotated(x: Tensor[tuple[N, C], Float32, CPU]) -> None:
    several: list[Tensor[tuple[N, C], Float32, CPU]] = [x]
    several.append(x.mT)  # type: ignore[arg-type]
    assert_type(next(iter(several)), Tensor[tuple[N, C], Float32, CPU])


class Features(nn.Module):
    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> None:
        self.kept = [x]
        self.kept.append(F.avg_pool2d(x, 2))
        assert_type(next(iter(self.kept)), Tensor[tuple[N, C, Any, Any], Float32, CPU])
