"""From an annotation to its check."""

from __future__ import annotations

import collections.abc as abc
import contextlib
import dataclasses
import enum
import types
import typing
from collections.abc import Mapping, Set
from typing import Any

import typing_extensions
from beartype.roar import BeartypeException

from typed_torch._checking.checks import Anything, Check, Judged, Kind, Methods, OneOf, OwnClass, Size, Value
from typed_torch._checking.containers import All, Each, Fields, Items, Keys, Record
from typed_torch._checking.instances import InstanceCheck
from typed_torch._checking.jax import check_of_jaxtyping, is_jaxtyping
from typed_torch._checking.later import Awaited, Called, Yielded
from typed_torch._checking.layers import LayerCheck, pins_of
from typed_torch._checking.settling import is_size_key
from typed_torch._checking.showing import show
from typed_torch._checking.tensors import TensorCheck
from typed_torch._hints import Hint, StandIn, is_variable
from typed_torch._hints import hint as of_shape
from typed_torch._layers import Sized
from typed_torch.shape import Many, Pattern
from typed_torch.shape.sizes import symbols

__all__ = ["Reader", "Unreadable", "dimensions_in", "holds_tensors", "unpacked_of"]


class Unreadable(Exception):
    """An annotation that could not be checked; its text says why."""


_UNIONS = {typing.Union, types.UnionType}
_FORMS: Mapping[str, Any] = {
    name: {form for module in (typing, typing_extensions) if (form := getattr(module, name, None)) is not None}
    for name in (
        "Annotated", "Any", "ClassVar", "Final", "Literal", "LiteralString", "Never", "NoReturn", "NotRequired",
        "ReadOnly", "Required", "Self", "TypeGuard", "TypeIs", "Unpack",
    )
}  # fmt: skip
_ALIASES = tuple({t for m in (typing, typing_extensions) if (t := getattr(m, "TypeAliasType", None)) is not None})
_CALLABLE: Any = abc.Callable
_YIELDING = (
    abc.Generator, abc.Iterator, abc.Iterable, abc.AsyncGenerator, abc.AsyncIterator, abc.AsyncIterable,
)  # fmt: skip


class Reader:
    """Makes checks of annotations.

    Attributes:
        sizes: the names that are dimensions of tensors in the same signature or class.
        is_method: whether the signature is a method's, so that a type variable may be one of the class.
    """

    def __init__(self, sizes: Set[str], is_method: bool = False) -> None:
        self.sizes = sizes
        self.is_method = is_method

    def check(self, hint: Any, text: str = "") -> Check:
        """The check of ``hint``, written ``text``.

        Raises:
            Unreadable: it has none.
        """
        text = text or show(hint)
        for read in (self._plain, self._tensor, self._variable, self._special, self._generic, self._class):
            check = read(hint, text)
            if check is not None:
                return _refused_if_later(check)
        return self._judged(hint, text)

    def _judged(self, hint: Any, text: str) -> Check:
        if dimensions_in(hint) or holds_tensors(hint):
            raise Unreadable(f"{text} holds tensors where they cannot be checked")
        try:
            return Judged(text, hint)
        except BeartypeException as error:
            raise Unreadable(f"{text} is no annotation that can be checked") from error

    def _plain(self, hint: Any, text: str) -> Check | None:
        if hint is object or hint in _FORMS["Any"] or _is_parameter_specification(hint):
            return Anything(text)
        if hint is None or hint is types.NoneType:
            return Kind("None", [types.NoneType])
        if hint in _FORMS["Self"]:
            return OwnClass(text)
        if hint in _FORMS["NoReturn"] | _FORMS["Never"]:
            return Kind(text, [])
        if hint in _FORMS["LiteralString"]:
            return Kind(text, [str])
        return None

    def _tensor(self, hint: Any, text: str) -> Check | None:
        if isinstance(hint, Hint):
            shape, dtype, device = hint.items
            names = [item.__name__ if is_variable(item) else "" for item in (dtype, device)]
            check = TensorCheck(text, hint.base, hint.pattern, *names)
            bound = shape.__bound__ if is_variable(shape) else None
            if typing.get_origin(bound) is tuple and bound != tuple[Any, ...]:
                # Of the bound of a whole shape its sizes are asked, rank first.
                return All(text, (self.check(of_shape(hint.base, bound), text), check))
            return check
        if isinstance(hint, StandIn) and hint.original is not None:
            return TensorCheck(text, hint.original, Pattern())
        return check_of_jaxtyping(hint, text) if is_jaxtyping(hint) else None

    def _variable(self, hint: Any, text: str) -> Check | None:
        if not is_variable(hint):
            return None
        is_certain = hint.__name__ in self.sizes
        if hint.__bound__ is int and (is_certain or self.is_method):
            return Size(hint.__name__, is_certain)
        if hint.__constraints__:
            return OneOf(text, tuple(self.check(each) for each in hint.__constraints__))
        if hint.__bound__ is None:
            return Anything(text)
        return self.check(_evaluated(hint.__bound__))

    def _special(self, hint: Any, text: str) -> Check | None:
        origin, arguments = typing_extensions.get_origin(hint), typing_extensions.get_args(hint)
        if isinstance(hint, dataclasses.InitVar):
            return self.check(hint.type, text)
        if isinstance(hint, _ALIASES):
            return self.check(hint.__value__, text)
        if isinstance(origin, _ALIASES):
            return self.check(
                _substituted(origin.__value__, dict(zip(origin.__type_params__, arguments, strict=True))), text
            )
        if hasattr(hint, "__supertype__"):
            return self.check(hint.__supertype__, text)
        if origin in _UNIONS:
            return OneOf(
                text, tuple(self.check(each) for each in sorted(arguments, key=lambda each: each is not type(None)))
            )
        if origin in _FORMS["Literal"]:
            return Value(text, arguments)
        if origin in _FORMS["Annotated"]:
            return self._annotated(hint, text)
        if any(origin in _FORMS[name] for name in ("ClassVar", "Final", "NotRequired", "ReadOnly", "Required")):
            return self.check(arguments[0], text)
        if origin in _FORMS["TypeGuard"] | _FORMS["TypeIs"]:
            return Kind(text, [bool])
        return None

    def _annotated(self, hint: Any, text: str) -> Check:
        inner = hint.__origin__
        validators = [each for each in hint.__metadata__ if type(each).__module__.startswith("beartype.")]
        check = self.check(inner, text)
        if not validators:
            return check
        return All(text, (check, Judged(text, typing.Annotated[(object, *validators)])))

    def _generic(self, hint: Any, text: str) -> Check | None:
        origin, arguments = typing_extensions.get_origin(hint), typing_extensions.get_args(hint)
        if not isinstance(origin, type) or origin is type:
            return None
        if isinstance(origin, Sized) or (origin.__module__ == "typed_torch.nn" and pins_of(origin)):
            return _layer(origin, _values_of(origin, arguments))
        if origin is tuple:
            return self._tuple(arguments, text)
        if origin is _CALLABLE:
            return self._callable(hint, arguments, text)
        if origin in _YIELDING:
            return self._yielded(origin, arguments, text, holds_tensors(hint))
        if origin in (abc.Awaitable, abc.Coroutine):
            return Awaited(text, origin, holds_tensors(hint), self.check(arguments[-1]))
        if fields := self._fields(origin, text, _values_of(origin, arguments)):
            return fields
        if issubclass(origin, abc.Mapping) and len(arguments) == 2:
            return Keys(text, origin, *map(self.check, arguments))
        if issubclass(origin, abc.Collection) and len(arguments) == 1:
            return Each(text, origin, self.check(arguments[0]))
        return self._of_user(origin, arguments, text)

    def _tuple(self, arguments: tuple[Any, ...], text: str) -> Check:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return Each(text, tuple, self.check(arguments[0]))
        items: list[Check] = []
        rest, before = None, 0
        for argument in arguments:
            unpacked = unpacked_of(argument)
            if unpacked is None:
                items.append(self.check(argument))
            elif typing.get_origin(unpacked) is tuple:
                inner = self._tuple(typing.get_args(unpacked), show(unpacked))
                if isinstance(inner, Items):
                    items.extend(inner.items)
                else:
                    assert isinstance(inner, Each)
                    rest, before = inner.item, len(items)
            else:
                rest, before = Anything(text), len(items)
        return Items(text, tuple(items), rest, before)

    def _callable(self, hint: Any, arguments: tuple[Any, ...], text: str) -> Check | None:
        if not dimensions_in(hint) and not holds_tensors(hint):
            return Kind(text, [_CALLABLE])
        parameters, result = arguments
        listed = tuple(map(self.check, parameters)) if isinstance(parameters, list) else None
        return Called(text, listed, self.check(result))

    def _yielded(self, origin: type, arguments: tuple[Any, ...], text: str, wraps: bool) -> Check:
        checks = [self.check(argument) for argument in arguments]
        if all(isinstance(check, Anything) for check in checks):
            return Kind(text, [origin])
        return Yielded(text, origin, wraps, *checks)

    def _class(self, hint: Any, text: str) -> Check | None:
        if not isinstance(hint, type):
            return None
        if isinstance(hint, Sized) and hint.original is not None:
            return _layer(hint, {})
        if typing_extensions.is_protocol(hint):
            members = typing_extensions.get_protocol_members(hint)
            return Methods(text, frozenset(name for name in members if callable(getattr(hint, name, None))))
        return self._fields(hint, text, {}) or Kind(text, [hint])

    def _fields(self, kind: type, text: str, values: Mapping[Any, Any]) -> Check | None:
        """The check of a ``NamedTuple`` or ``TypedDict``."""
        if typing_extensions.is_typeddict(kind):
            hints = typing_extensions.get_type_hints(kind, include_extras=True)
            fields = {name: self.check(_substituted(hint, values)) for name, hint in hints.items()}
            return Fields(text, fields, _required(kind, hints))
        if issubclass(kind, tuple) and hasattr(kind, "_fields") and getattr(kind, "__annotations__", None):
            hints = typing_extensions.get_type_hints(kind, include_extras=True)
            return Record(text, kind, {name: self.check(_substituted(hints[name], values)) for name in kind._fields})
        return None

    def _of_user(self, origin: type, arguments: tuple[Any, ...], text: str) -> Check:
        """A generic class that is no container: its fields, of a dataclass with the arguments in place."""
        values = _values_of(origin, arguments)
        if dataclasses.is_dataclass(origin):
            hints: dict[str, Any] = {}
            with contextlib.suppress(NameError):
                hints = typing_extensions.get_type_hints(origin, include_extras=True)
            fields = {
                field.name: self.check(_substituted(hints[field.name], values))
                for field in dataclasses.fields(origin)
                if field.name in hints and (dimensions_in(hints[field.name]) or holds_tensors(hints[field.name]))
            }
            return Record(text, origin, fields)
        sizes: dict[str, int | str] = {}
        for parameter, argument in values.items():
            if is_variable(argument) and getattr(parameter, "__bound__", None) is int:
                sizes[parameter.__name__] = argument.__name__
            elif typing.get_origin(argument) in _FORMS["Literal"] and isinstance(typing.get_args(argument)[0], int):
                sizes[parameter.__name__] = typing.get_args(argument)[0]
        return InstanceCheck(text, origin, sizes) if sizes else Kind(text, [origin])


def _layer(kind: Any, values: Mapping[Any, Any]) -> Check:
    """The check of a layer with its sizes, each a literal, a type variable or ``Any``."""
    original: Any = kind.original if isinstance(kind, Sized) else kind
    pinned = kind.pinned if isinstance(kind, Sized) else dict(zip(pins_of(kind), kind.__parameters__, strict=False))
    found = {pin: values.get(size, size) for pin, size in pinned.items()}
    text = original.__name__ + (f"[{', '.join(map(show, found.values()))}]" if found else "")
    sizes: dict[str, int | str] = {}
    for pin, size in found.items():
        constant = typing.get_args(size) if typing.get_origin(size) in _FORMS["Literal"] else ()
        if is_variable(size):
            sizes[pin] = size.__name__
        elif constant:
            sizes[pin] = constant[0]
        elif size is not Any:
            raise Unreadable(f"{text} has a size that is not checked there: write a Literal or a type variable")
    return LayerCheck(text, original, sizes)


def _required(kind: Any, hints: Mapping[str, Any]) -> frozenset[str]:
    """The keys that a ``TypedDict`` must have: the class itself cannot read annotations that are texts."""
    origins = {name: typing_extensions.get_origin(hint) for name, hint in hints.items()}
    required = {name for name, origin in origins.items() if origin in _FORMS["Required"]}
    left_out = {name for name, origin in origins.items() if origin in _FORMS["NotRequired"]}
    return (kind.__required_keys__ | required) - left_out  # type: ignore[no-any-return]


def _refused_if_later(check: Check) -> Check:
    """``check``, unless what comes later stands in a container: that would go unchecked, since nothing wraps it."""
    if isinstance(check, Each | Keys | Record | Fields | All) and any(inner.wraps for inner in check.inner):
        raise Unreadable(
            f"{check.text} holds callables or iterators of tensors, which are only checked where they are passed alone"
        )
    return check


def _values_of(origin: type, arguments: tuple[Any, ...]) -> Mapping[Any, Any]:
    parameters = getattr(origin, "__parameters__", ())
    return dict(zip(parameters, arguments, strict=True)) if len(parameters) == len(arguments) else {}


def unpacked_of(hint: Any) -> Any:
    """``X`` of ``*X`` and ``Unpack[X]``; ``None`` of anything else."""
    if isinstance(hint, types.GenericAlias) and getattr(hint, "__unpacked__", False):
        return typing.get_origin(hint)[typing.get_args(hint)]  # type: ignore[index]
    return typing_extensions.get_args(hint)[0] if typing_extensions.get_origin(hint) in _FORMS["Unpack"] else None


def _is_parameter_specification(hint: Any) -> bool:
    names = ("ParamSpec", "ParamSpecArgs", "ParamSpecKwargs")
    return type(hint).__name__ in names and type(hint).__module__ in ("typing", "typing_extensions")


def _evaluated(bound: Any) -> Any:
    if isinstance(bound, (str, typing.ForwardRef)):
        raise Unreadable(f"the bound {show(bound)} of a type variable is a text: name the class itself")
    return bound


def _inner(hint: Any) -> tuple[Any, ...]:
    """What ``hint`` is made of."""
    if isinstance(hint, Hint):
        return hint.items
    if isinstance(hint, dataclasses.InitVar):
        return (hint.type,)
    if isinstance(hint, list):
        return tuple(hint)
    if isinstance(hint, _ALIASES):
        return (hint.__value__,)
    origin = typing_extensions.get_origin(hint)
    inner: tuple[Any, ...] = typing_extensions.get_args(hint)
    return (*inner, origin.__value__) if isinstance(origin, _ALIASES) else inner


def dimensions_in(hint: Any) -> frozenset[str]:
    """The names of the sizes of the tensors in ``hint``."""
    if isinstance(hint, Hint):
        shape = hint.pattern.shape
        return frozenset(symbol.name for dim in shape if not isinstance(dim, Many) for symbol in symbols(dim))
    if is_jaxtyping(hint):
        return frozenset(name for name in check_of_jaxtyping(hint, "").names if is_size_key(name))
    if isinstance(hint, (str, enum.Enum)):
        return frozenset()
    return frozenset().union(*map(dimensions_in, _inner(hint)))


def holds_tensors(hint: Any) -> bool:
    """Whether a tensor stands in ``hint``, of ours or of jaxtyping."""
    if isinstance(hint, (Hint, StandIn)) or is_jaxtyping(hint):
        return True
    return not isinstance(hint, (str, enum.Enum)) and any(map(holds_tensors, _inner(hint)))


def _substituted(hint: Any, values: Mapping[Any, Any]) -> Any:
    """``hint`` with type variables replaced."""
    if not values:
        return hint
    if is_variable(hint):
        return values.get(hint, hint)
    if isinstance(hint, Hint):
        return hint[tuple(values.get(each, each) for each in hint.__parameters__)] if hint.__parameters__ else hint
    parameters = _inner(hint)
    origin = typing_extensions.get_origin(hint)
    if not parameters or origin is None or origin in _FORMS["Literal"] or isinstance(origin, _ALIASES):
        return hint
    replaced = tuple(_substituted(each, values) for each in parameters)
    if origin in _UNIONS:
        return typing.Union[replaced]  # noqa: UP007
    rebuilt: Any = getattr(hint, "copy_with", None) or origin.__class_getitem__
    return rebuilt(replaced)
