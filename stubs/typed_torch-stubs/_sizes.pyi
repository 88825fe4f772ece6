"""Sizes that need arithmetic: ``Dim`` is how they are written, ``Size`` what the mypy plugin makes of them."""

from typing import Any, Generic

from typing_extensions import TypeVar

_T = TypeVar("_T")
_E = TypeVar("_E", bound=str)
_Names = TypeVar("_Names", bound=tuple[Any, ...], default=Any)

class Size(int, Generic[_E, _Names]):
    """A size computed from others: an expression over names, and the sizes of these, in the order they come."""

# To every checker but mypy with the plugin a computed size is not known.
type Dim[E] = Any

def reveal(value: _T) -> _T: ...
