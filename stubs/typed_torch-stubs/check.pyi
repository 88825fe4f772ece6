"""Run-time checking."""

from collections.abc import Callable
from typing import Any, TypeVar

from typing_extensions import TypeForm

_T = TypeVar("_T")
_F = TypeVar("_F", bound=Callable[..., Any])

def parse(value: object, hint: TypeForm[_T]) -> _T: ...
def checked(function: _F) -> _F: ...
