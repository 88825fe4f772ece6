"""The type variables that jaxtyping's names are: known from others by what they are called."""

from __future__ import annotations

from mypy.types import TypeVarLikeType

__all__ = ["FIRST_NAME", "fullname_in", "is_name", "scope_of"]

# The numbers of these type variables go down from here; those of mypy's own are far above.
FIRST_NAME = -1_000
_APART = ":"


def fullname_in(scope: str, name: str) -> str:
    """What the type variable that ``name`` is in the function ``scope`` is called."""
    return f"{scope}{_APART}{name}"


def is_name(variable: TypeVarLikeType) -> bool:
    """Whether ``variable`` is a name of jaxtyping's, of a signature or of what mypy made of it for a call."""
    return _APART in variable.fullname


def scope_of(name: TypeVarLikeType) -> str:
    """The function that ``name`` is one size in."""
    return name.fullname.rpartition(_APART)[0]
