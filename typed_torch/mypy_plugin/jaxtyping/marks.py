"""What a type says that only this plugin reads: an ``Any`` that carries a word of jaxtyping's notation.

To mypy it is ``Any`` like every other, and its cache keeps the word.
"""

from __future__ import annotations

from mypy.types import AnyType, Type, TypeOfAny, get_proper_type

from typed_torch import _dtype

__all__ = ["FAMILIES", "mark", "marked"]

# Families of dtypes that a parameter may be marked with.
FAMILIES = {"Float": _dtype.Floating, "Int": _dtype.SignedInteger, "Complex": _dtype.Complex}

_PREFIX = "jaxtyping: "


def mark(text: str) -> AnyType:
    """An ``Any`` that carries ``text``."""
    source = AnyType(TypeOfAny.from_unimported_type, missing_import_name=f"{_PREFIX}{text}")
    return AnyType(TypeOfAny.from_another_any, source_any=source)


def marked(type_: Type) -> str | None:
    """The text that ``type_`` carries, if it is such an ``Any``."""
    proper = get_proper_type(type_)
    name = proper.missing_import_name if isinstance(proper, AnyType) else None
    return name.removeprefix(_PREFIX) if name is not None and name.startswith(_PREFIX) else None
