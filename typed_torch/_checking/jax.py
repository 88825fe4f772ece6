"""jaxtyping's own hints: those over torch tensors become checks of ours, the others are asked as jaxtyping asks them.

A name in a text, as ``b`` of ``"b c"``, and a type variable that is spelled the same are one size.
"""

from __future__ import annotations

import re
from typing import Any

import jaxtyping
import torch
from jaxtyping import _array_types as theirs
from jaxtyping import _storage as storage

from typed_torch._checking.call import Call, Misfit, Place, shape_key
from typed_torch._checking.checks import Check, is_proxy
from typed_torch._checking.settling import is_size_key
from typed_torch._checking.tensors import TensorCheck
from typed_torch._computed import jaxtyping_name
from typed_torch._hints import StandIn
from typed_torch.shape import UNKNOWN, Dim, Many, Pattern, Symbol
from typed_torch.shape.sizes import SizeSyntaxError, parse

__all__ = ["check_of_jaxtyping", "is_jaxtyping"]


def is_jaxtyping(hint: Any) -> bool:
    """Whether ``hint`` is one of jaxtyping's."""
    is_array = isinstance(hint, type) and issubclass(hint, jaxtyping.AbstractArray)
    return is_array or _is_tree(hint)


def _is_tree(hint: Any) -> bool:
    return type(hint).__module__ == "jaxtyping._pytree_type"  # which imports jax, and so is not imported here


def check_of_jaxtyping(hint: Any, text: str) -> Check:
    """The check of ``hint``."""
    if _is_tree(hint):
        return Theirs(text, hint)
    base = hint.array_type
    base = base.original if isinstance(base, StandIn) and base.original is not None else base
    if not (isinstance(base, type) and issubclass(base, torch.Tensor)):
        return Theirs(text, hint)
    dims = [_dim(dim) for dim in hint.dims]
    if any(dim is None for dim in dims):
        return Theirs(text, hint)
    dtypes = _dtypes(hint)
    pattern = Pattern(tuple(dim for dim in dims if dim is not None), dtypes)
    return TensorCheck(text, base, pattern, dtypes_text=hint.dtype.__name__ if dtypes and len(dtypes) > 1 else "")


def _dim(dim: Any) -> Dim | Many | None:
    """``dim`` as our rules have it; ``None`` for what they have no word for, broadcasting and places in trees."""
    if dim is theirs._anonymous_dim:
        return UNKNOWN
    if dim is theirs._anonymous_variadic_dim:
        return Many()
    if dim.broadcastable or getattr(dim, "treepath", False):
        return None
    if isinstance(dim, theirs._FixedDim):
        return dim.size
    if isinstance(dim, theirs._NamedDim):
        return Symbol(dim.name)
    if isinstance(dim, theirs._NamedVariadicDim):
        return Many(dim.name)
    try:
        return parse(dim.elem)
    except SizeSyntaxError:
        return None


def _dtypes(hint: Any) -> frozenset[str] | None:
    if hint.dtypes is theirs._any_dtype:
        return None
    names = {str(each).removeprefix("torch.") for each in vars(torch).values() if isinstance(each, torch.dtype)}
    return frozenset(name for name in names if any(_admits(dtype, name) for dtype in hint.dtypes))


def _admits(dtype: str | re.Pattern[str], name: str) -> bool:
    return bool(dtype.match(name)) if isinstance(dtype, re.Pattern) else dtype == name


class Theirs(Check):
    """What only jaxtyping can judge, told what the names of this call stand for. Not while torch.compile traces."""

    def __init__(self, text: str, hint: Any) -> None:
        super().__init__(text)
        self.hint = hint
        dims = getattr(hint, "dims", ())
        named = (dim for dim in dims if isinstance(dim, (theirs._NamedDim, theirs._NamedVariadicDim)))
        self.names = frozenset(
            shape_key(dim.name) if isinstance(dim, theirs._NamedVariadicDim) else dim.name for dim in named
        )
        self.is_of_tensors = bool(dims)

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        if torch.compiler.is_dynamo_compiling():
            return None
        sizes, shapes, *_ = storage.push_shape_memo({})
        try:
            for key, bound in call.names.items():
                if is_size_key(key):
                    sizes[jaxtyping_name(key)] = bound[0]
                elif key.startswith("*"):
                    shapes[jaxtyping_name(key[1:])] = (False, bound[0])
            if not isinstance(value, self.hint):
                return None if is_proxy(value) else (self, value, place)
            sizes, shapes, *_ = storage.get_shape_memo()  # type: ignore[no-untyped-call]
        finally:
            storage.pop_shape_memo()
        for name, size in sizes.items():
            if name in self.names:
                call.names.setdefault(name, (size, place, None))
        for name, (_, shape) in shapes.items():
            if shape_key(name) in self.names:
                call.names.setdefault(shape_key(name), (tuple(shape), place, None))
        return None
