"""From the type of a tensor back to the axes that its annotation asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mypy.types import (
    Instance,
    TupleType,
    Type,
    TypeAliasType,
    TypeVarLikeType,
    TypeVarTupleType,
    TypeVarType,
    UnionType,
    UnpackType,
    get_proper_type,
)

from typed_torch.mypy_plugin.convert import dim_of, int_of
from typed_torch.mypy_plugin.fullnames import SIZE
from typed_torch.mypy_plugin.jaxtyping.marks import marked
from typed_torch.shape import UNKNOWN, Dim, Many
from typed_torch.shape.jaxtyping import Axis, Kind, parse_axes
from typed_torch.shape.sizes import names_in

__all__ = ["axes_of", "holds_jaxtyped", "is_jaxtyped"]

IsOwn = Callable[[TypeVarLikeType], bool]


def is_jaxtyped(type_: Type) -> bool:
    """Whether ``type_`` is a tensor's that jaxtyping annotates."""
    proper = get_proper_type(type_)
    return isinstance(proper, Instance) and len(proper.args) == 3 and marked(proper.args[2]) is not None


def holds_jaxtyped(type_: Type) -> bool:
    """Whether a tensor that jaxtyping annotates stands somewhere in ``type_``."""
    if isinstance(type_, TypeAliasType) and type_.is_recursive:
        return False
    proper = get_proper_type(type_)
    if is_jaxtyped(proper):
        return True
    if isinstance(proper, Instance):
        return any(map(holds_jaxtyped, proper.args))
    return isinstance(proper, (TupleType, UnionType)) and any(map(holds_jaxtyped, proper.items))


def axes_of(tensor: Instance, is_own: IsOwn) -> tuple[Axis, ...] | None:
    """The axes that the type of a tensor asks for; ``None`` where it asks nothing.

    Only the variables that are a call's own are its to bind: not those of a class, say.
    """
    shape = get_proper_type(tensor.args[0])
    if not isinstance(shape, TupleType):
        return None
    return tuple(_axis(item, is_own) for item in shape.items)


def _axis(type_: Type, is_own: IsOwn) -> Axis:
    proper = get_proper_type(type_)
    if isinstance(proper, UnpackType):
        inner = get_proper_type(proper.type)
        if isinstance(inner, TypeVarTupleType):
            return Axis(Kind.NAMED, inner.name, several=True)
        text = marked(inner.args[0]) if isinstance(inner, Instance) and inner.args else None
        return parse_axes(text)[0] if text else Axis(Kind.ANONYMOUS, several=True)
    text = marked(proper)
    if text is not None:
        return parse_axes(text)[0] if text else Axis(Kind.ANONYMOUS)
    if isinstance(proper, TypeVarType):
        return Axis(Kind.NAMED, proper.name, given=_given([(proper.name, proper)], is_own))
    if isinstance(proper, Instance) and proper.type.fullname == SIZE:
        literal, variables = map(get_proper_type, proper.args)
        words = str(getattr(literal, "value", "")).replace(" ", "")
        items = variables.items if isinstance(variables, TupleType) else []
        return Axis(Kind.COMPUTED, words, given=_given(zip(names_in(words), items, strict=True), is_own))
    size = int_of(proper)
    return Axis(Kind.ANONYMOUS) if size is None else Axis(Kind.FIXED, str(size))


def _given(names: Iterable[tuple[str, Type]], is_own: IsOwn) -> tuple[tuple[str, Dim], ...]:
    """What the names are that are not bound by a call."""
    found = []
    for name, type_ in names:
        proper = get_proper_type(type_)
        if not (isinstance(proper, TypeVarType) and is_own(proper)):
            dim = dim_of(proper)
            found.append((name, UNKNOWN if isinstance(dim, Many) else dim))
    return tuple(found)
