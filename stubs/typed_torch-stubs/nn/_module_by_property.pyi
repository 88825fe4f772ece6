from typing import Protocol

import torch
from typing_extensions import TypeVar

_Forward_co = TypeVar("_Forward_co", covariant=True)

class HasForward(Protocol[_Forward_co]):
    @property
    def forward(self) -> _Forward_co: ...

class Module(torch.nn.Module):
    """A ``torch.nn.Module``; calling it is typed by ``forward``, keyword names included, in every checker.

    Where any module of torch may come, annotate ``torch.nn.Module``.
    """

    @property
    def __call__(self: HasForward[_Forward_co]) -> _Forward_co: ...  # type: ignore[override]
