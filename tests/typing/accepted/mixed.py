"""Correct code where typed and untyped tensors meet."""

from typing import Any, assert_type
from typing import Literal as L

import torch

import typed_torch as tt
from typed_torch import CPU, Float32, Tensor
from typed_torch.nn.functional import group_norm

Image = Tensor[tuple[L[4], L[64], L[8], L[8]], Float32, CPU]


def parameters(x: Image, u: torch.Tensor, p: torch.nn.Parameter, bare: Tensor, maybe: torch.Tensor | None) -> None:
    assert_type(group_norm(x, 8, u), Image)
    assert_type(group_norm(x, 8, p, p), Image)
    group_norm(x, 8, {"weight": p})
    assert_type(group_norm(x, 8, maybe), Image)
    group_norm(x, 8, bare)
    group_norm(x, 8, bias=bare)


def inputs(u: torch.Tensor, bare: Tensor, w: Tensor[tuple[L[64]], Float32, CPU]) -> None:
    assert_type(group_norm(u, 8), Tensor)
    assert_type(group_norm(u, 8, w, w), Tensor)
    assert_type(group_norm(u, 8, {"weight": w}), Tensor)
    group_norm(bare, 8, w)
    tt.nn.GroupNorm[L[64]](8, 64)(u)
    tt.nn.GroupNorm(8, 64)(bare)


def towards_typed(u: torch.Tensor, anything: Any) -> Image:
    assert_type(tt.parse(u, Tensor[tuple[L[4], L[64]], Float32, CPU]), Tensor[tuple[L[4], L[64]], Float32, CPU])
    assert_type(tt.as_tensor(u), Tensor)
    group_norm(anything, 8, anything)
    return tt.parse(u, Image)


def towards_untyped(x: Image) -> torch.Tensor:
    y = torch.nn.functional.relu(x)
    z = x.mean(dim=0) + y + tt.as_tensor([1.0])
    z = tt.matmul(x, z)
    z = tt.matmul(z, x)
    return tt.cat([x, z])


@tt.checked
def checked(x: Tensor[tuple[L[4], L[64]], Float32, CPU]) -> Tensor[tuple[L[4], L[64]], Float32, CPU]:
    return group_norm(x, 8)


@tt.checked
class Checked:
    @tt.checked
    def method(self, x: Tensor[tuple[L[4]], Float32, CPU]) -> Tensor[tuple[L[4]], Float32, CPU]:
        return x

    @property
    @tt.checked
    def size(self) -> int:
        return 4

    @tt.checked
    @classmethod
    def made(cls) -> int:
        return 4


@tt.checked
async def waits(x: int) -> str:
    return str(x)


async def uses_checked(x: Tensor[tuple[L[4]], Float32, CPU]) -> None:
    assert_type(Checked(), Checked)
    assert_type(Checked().method(x), Tensor[tuple[L[4]], Float32, CPU])
    assert_type(Checked().size, int)
    assert_type(Checked.made(), int)
    assert_type(await waits(1), str)
    with tt.unchecked(), tt.install_hook("package") as hook:
        hook.uninstall()


def calls_checked(x: Tensor[tuple[L[4], L[64]], Float32, CPU]) -> None:
    assert_type(checked(x), Tensor[tuple[L[4], L[64]], Float32, CPU])
