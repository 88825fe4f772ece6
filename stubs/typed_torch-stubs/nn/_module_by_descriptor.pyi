from typing import Any

import torch
from typing_extensions import TypeVar

from ._module_by_property import HasForward

_Forward_co = TypeVar("_Forward_co", covariant=True)

class _ByForward:
    """Reads ``forward``; its own call is what makes a module pass for any callable."""

    def __get__(self, instance: HasForward[_Forward_co], owner: Any = None, /) -> _Forward_co: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

class Module(torch.nn.Module):
    """A ``torch.nn.Module``; calling it is typed by ``forward``, keyword names included, in every checker.

    Where any module of torch may come, annotate ``torch.nn.Module``.
    """

    __call__: _ByForward  # type: ignore[assignment]
