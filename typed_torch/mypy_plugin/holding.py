"""What a ``ModuleList`` or another holder of modules holds: an attribute of its type, with the types of its items."""

from __future__ import annotations

from mypy.types import Instance, TupleType, Type, UnpackType, get_proper_type

__all__ = ["HELD", "held_by", "holds_several", "repeated"]

HELD = "holds"


def held_by(module: Instance) -> Type | None:
    """What a holder holds, as far as it is known."""
    return None if module.extra_attrs is None else module.extra_attrs.attrs.get(HELD)


def repeated(item: Type) -> Type | None:
    """The type of an item that stands for any number of them."""
    unpacked = get_proper_type(item.type) if isinstance(item, UnpackType) else None
    return unpacked.args[0] if isinstance(unpacked, Instance) else None


def holds_several(module: Type | None) -> bool:
    """Whether it is a holder of any number of modules, or of more than one."""
    proper = None if module is None else get_proper_type(module)
    items = get_proper_type(held_by(proper)) if isinstance(proper, Instance) else None
    return isinstance(items, TupleType) and (len(items.items) > 1 or any(map(repeated, items.items)))
