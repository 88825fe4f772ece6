"""Checks of containers: every item of them, not a sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typed_torch._checking.call import Call, Misfit, Place
from typed_torch._checking.checks import Check, is_proxy

__all__ = ["All", "Each", "Fields", "Items", "Keys", "Record"]


class Each(Check):
    """A collection of class ``kind``, each item of which passes ``item``: ``list[V]``, ``tuple[V, ...]``."""

    def __init__(self, text: str, kind: type, item: Check) -> None:
        super().__init__(text)
        self.kind: Any = kind
        self.item = item
        self.names = item.names

    @property
    def inner(self) -> tuple[Check, ...]:
        """The checks of what is in it."""
        return (self.item,)

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        if not isinstance(value, self.kind):
            return None if is_proxy(value) else (self, value, place)
        for index, each in enumerate(value):
            misfit = self.item.misfit(each, call, (place, index))
            if misfit is not None:
                return misfit
        return None


class Keys(Check):
    """A mapping of class ``kind``: ``dict[K, V]``."""

    def __init__(self, text: str, kind: type, key: Check, item: Check) -> None:
        super().__init__(text)
        self.kind: Any = kind
        self.key = key
        self.item = item
        self.names = key.names | item.names

    @property
    def inner(self) -> tuple[Check, ...]:
        """The checks of what is in it."""
        return (self.key, self.item)

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        if not isinstance(value, self.kind):
            return None if is_proxy(value) else (self, value, place)
        for key, each in value.items():
            misfit = self.key.misfit(key, call, (place, "keys()", None)) or self.item.misfit(each, call, (place, key))
            if misfit is not None:
                return misfit
        return None


class Items(Check):
    """A tuple of one item for each check, with any number that pass ``rest`` after the first ``before``."""

    def __init__(self, text: str, items: tuple[Check, ...], rest: Check | None = None, before: int = 0) -> None:
        super().__init__(text)
        self.items = items
        self.rest = rest
        self.before = before
        every = items if rest is None else (*items, rest)
        self.names = frozenset().union(*(check.names for check in every))
        self.wraps = any(check.wraps for check in every)

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        if not isinstance(value, tuple):
            return None if is_proxy(value) else (self, value, place)
        if len(value) < len(self.items) or (self.rest is None and len(value) != len(self.items)):
            return self, value, place
        for index, (check, each) in enumerate(zip(self._checks(len(value)), value, strict=True)):
            misfit = check.misfit(each, call, (place, index))
            if misfit is not None:
                return misfit
        return None

    def _checks(self, length: int) -> tuple[Check, ...]:
        if self.rest is None:
            return self.items
        many = (self.rest,) * (length - len(self.items))
        return (*self.items[: self.before], *many, *self.items[self.before :])

    def wrap(self, value: Any, call: Call, place: Place) -> Any:
        if not self.wraps or not isinstance(value, tuple):
            return value
        checks = self._checks(len(value))
        return tuple(
            check.wrap(each, call, (place, index))
            for index, (check, each) in enumerate(zip(checks, value, strict=True))
        )


class Record(Check):
    """An instance of ``kind`` whose fields pass their checks: a ``NamedTuple``, or a generic class of given sizes."""

    def __init__(self, text: str, kind: type, fields: Mapping[str, Check]) -> None:
        super().__init__(text)
        self.kind = kind
        self.fields = tuple(fields.items())
        self.names = frozenset().union(*(check.names for check in fields.values()))

    @property
    def inner(self) -> tuple[Check, ...]:
        """The checks of what is in it."""
        return tuple(check for _, check in self.fields)

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        if not isinstance(value, self.kind):
            return None if is_proxy(value) else (self, value, place)
        for name, check in self.fields:
            misfit = check.misfit(getattr(value, name), call, (place, name, None))
            if misfit is not None:
                return misfit
        return None


class Fields(Check):
    """A ``TypedDict``."""

    def __init__(self, text: str, fields: Mapping[str, Check], required: frozenset[str]) -> None:
        super().__init__(text)
        self.fields = tuple(fields.items())
        self.required = required
        self.names = frozenset().union(*(check.names for check in fields.values()))

    @property
    def inner(self) -> tuple[Check, ...]:
        """The checks of what is in it."""
        return tuple(check for _, check in self.fields)

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        if not isinstance(value, dict):
            return None if is_proxy(value) else (self, value, place)
        for name, check in self.fields:
            if name not in value:
                if name in self.required:
                    return self, value, place
                continue
            misfit = check.misfit(value[name], call, (place, name))
            if misfit is not None:
                return misfit
        return None


class All(Check):
    """What passes every one of ``checks``."""

    def __init__(self, text: str, checks: tuple[Check, ...]) -> None:
        super().__init__(text)
        self.checks = checks
        self.names = frozenset().union(*(check.names for check in checks))

    @property
    def inner(self) -> tuple[Check, ...]:
        """The checks of what is in it."""
        return self.checks

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        for check in self.checks:
            misfit = check.misfit(value, call, place)
            if misfit is not None:
                return misfit
        return None
