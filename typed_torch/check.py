"""Checking at run time: ``parse`` from untyped to typed, ``checked`` for functions and classes of one's own."""

from __future__ import annotations

import sys
from typing import Any, TypeVar

from typed_torch._checking.definitions import check_definition
from typed_torch._checking.hook import install_hook
from typed_torch._checking.parsing import parse
from typed_torch._checking.switch import is_never, unchecked
from typed_torch._tracebacks import hide_frames
from typed_torch.errors import TensorTypeError

__all__ = ["checked", "install_hook", "parse", "unchecked"]

_T = TypeVar("_T")


def checked(function: _T) -> _T:
    """Check every call of ``function``, or of the methods of a class, against the annotations.

    Functions, coroutines, generators, methods of every kind, lambdas, partials, modules and classes, dataclasses too
    (above ``@dataclass``), come back as what they were. A name is one size for a call, a type parameter of a class one
    size for an instance; type variables for dtypes and devices are held to one as well. Containers are checked item by
    item, iterators, callables and what is awaited as they are used. Annotations without tensors are beartype's to
    judge. Under ``torch.compile`` the checks run while the graph is traced, and leave nothing in it.

    >>> import torch
    >>> from typing import Literal
    >>> from typed_torch import Tensor
    >>> @checked
    ... def first(x: Tensor[tuple[Literal[4]]]) -> Tensor[tuple[()]]:
    ...     return x[0]
    >>> first(torch.arange(4)).shape
    torch.Size([])

    ``TYPED_TORCH_CHECKED=never`` in the environment makes it return ``function`` itself, ``unchecked()`` switches
    checks off for a while.

    Raises:
        ArgumentTypeError: at decoration, there is nothing to check, or an annotation cannot be checked; at the first
            call, a name in one is not there.
        ShapeError, DTypeError, DeviceError, ArgumentTypeError: at a call, an argument or the result does not fit.
    """
    if is_never():
        return function
    try:
        made: Any = check_definition(function, sys._getframe(1))
    except TensorTypeError as error:
        hide_frames(error)
        raise
    return made  # type: ignore[no-any-return]
