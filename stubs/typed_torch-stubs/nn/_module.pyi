from typing import Protocol
import torch
from typing_extensions import TypeVar

_Forward_co = TypeVar("_Forward_co", covariant=True)

class _HasForward(Protocol[_Forward_co]):
    @property
    def forward(self) -> _Forward_co: ...

class Module(torch.nn.Module):
    @property
    def __call__(self: _HasForward[_Forward_co]) -> _Forward_co: ...
