"""Numbers that code is given and that no type names, such as ``heads: int``, as types.

To mypy such a size is a type variable of which everything may be true, so it refuses nothing for it, and two of them
stay apart. It is never written by a user, and known only in the function or the object that was given the number.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from mypy.nodes import FuncDef
from mypy.types import (
    AnyType,
    ExtraAttrs,
    Instance,
    Type,
    TypeOfAny,
    TypeVarId,
    TypeVarType,
    get_proper_type,
)

from typed_torch.mypy_plugin.translating import Throughout
from typed_torch.shape.sizes import UNKNOWN, Chosen, Dim, Size, Symbol, parse, substitute, symbols

__all__ = [
    "Given",
    "as_made",
    "by_name",
    "chosen_type",
    "dim_of_chosen",
    "flag_known",
    "is_chosen",
    "known_as",
    "number_of",
    "numbers_known",
    "read",
    "resolved",
    "with_sizes",
    "without_chosen",
    "written",
]

_NAMESPACE = "typed_torch size: "
# Messages are read back: what stands behind an @ there is such a size. mypy puts one behind names that are alike.
_SHOWN = ".given"
_DIMS: dict[str, Dim] = {}


class Given(NamedTuple):
    """Who is given a number: the full name of a function, and the path of the number, such as ``config.dim``.

    ``words`` are the sizes that other parameters of it name, as ``channels: C`` does; ``default`` is the number that
    it is where none is given. It may be one of ``others`` as well. What stands ``instead`` of a parameter is that one,
    or where it is ``None``, the size that is written behind.
    """

    function: str
    path: str
    words: tuple[str, ...] = ()
    default: int | None = None
    others: tuple[str, ...] = ()
    instead: tuple[str, str] | None = None


def number_of(given: Given) -> Chosen:
    """The number that is ``given``, by the name that the code has for it."""
    return Chosen(given.path.rstrip("'"), given)


def chosen_type(dim: Size) -> TypeVarType:
    """The type that stands in a shape for ``dim``, in which there is a number that no type names."""
    key = f"{_NAMESPACE}{written(dim)}{_SHOWN}"
    _DIMS[key] = dim
    anything = AnyType(TypeOfAny.special_form)
    shown = f"{dim}@given"
    return TypeVarType(shown, shown, TypeVarId(-1, namespace=key), [], anything, anything)


def written(dim: int | Size) -> str:
    """``dim`` as text that no other size has, which can be read again if all in it are numbers given to functions."""
    found = sorted(symbols(dim), key=_told_apart)
    if not all(isinstance(symbol, Chosen) and isinstance(symbol.scope, Given) for symbol in found):
        return str(substitute(dim, {symbol: Symbol(_told_apart(symbol)) for symbol in found}))
    numbered = substitute(dim, {symbol: Symbol(f"n{place}") for place, symbol in enumerate(found)})
    return json.dumps([str(numbered), *(symbol.scope for symbol in found)])


def read(text: str) -> Dim:
    """What is ``written``; unknown where that is not to be read again."""
    try:
        numbered, *givens = json.loads(text)
    except json.JSONDecodeError:
        return UNKNOWN
    scopes = [Given._make(tuple(each) if isinstance(each, list) else each for each in fields) for fields in givens]
    return parse(numbered, {f"n{place}": number_of(scope) for place, scope in enumerate(scopes)})


def _told_apart(symbol: Symbol) -> str:
    scope = symbol.scope
    if isinstance(scope, TypeVarType):
        return f"{scope.id.namespace}.{symbol.name}.{scope.id.raw_id}"
    return f"{symbol.name} {scope!r}"


def is_chosen(variable: TypeVarType) -> bool:
    """Whether ``variable`` stands for such a size."""
    return variable.id.namespace.startswith(_NAMESPACE)


def dim_of_chosen(variable: TypeVarType) -> Dim:
    """The size that ``variable`` stands for; unknown where it comes out of mypy's cache and cannot be read."""
    key = variable.id.namespace
    if key not in _DIMS:
        _DIMS[key] = read(key.removeprefix(_NAMESPACE).removesuffix(_SHOWN))
    return _DIMS[key]


class Known(Protocol):
    """A module that is known by what it is made with."""

    @property
    def key(self) -> Hashable:
        """What tells it from others."""

    def value_of(self, number: Chosen) -> Dim:
        """What a number is; unknown where no more is known than that it is one."""

    def flag_of(self, function: FuncDef, parameter: str) -> Type | None:
        """What ``function``, which has made it, is given that is no number; ``None`` where that is not known."""


# The modules by which functions are followed, from outside in.
_KNOWN: list[Known] = []


@contextmanager
def known_as(module: Known) -> Iterator[None]:
    """Have every number be what ``module`` says, outside of this."""
    _KNOWN.append(module)
    try:
        yield
    finally:
        _KNOWN.pop()


@contextmanager
def by_name() -> Iterator[None]:
    """Have every number be what code calls it, wherever it is followed from."""
    kept, _KNOWN[:] = [*_KNOWN], []
    try:
        yield
    finally:
        _KNOWN[:] = kept


def numbers_known() -> Hashable:
    """What tells the numbers that are known here from others."""
    return tuple(module.key for module in _KNOWN) or None


def flag_known(function: FuncDef, parameter: str) -> Type | None:
    """What ``function``, an ``__init__``, is given in the place of a parameter that is no number, if it is known."""
    return _KNOWN[-1].flag_of(function, parameter) if _KNOWN else None


def resolved(dim: Dim) -> Dim:
    """``dim`` with the numbers in it that are known here."""
    if not _KNOWN or not isinstance(dim, Size):
        return dim
    known = _KNOWN.pop()
    try:
        values = {each: known.value_of(each) for each in symbols(dim) if isinstance(each, Chosen)}
        found = substitute(dim, {number: size for number, size in values.items() if size is not UNKNOWN})
        return resolved(found)  # of what the module is made with, around it
    except ZeroDivisionError:
        return UNKNOWN
    finally:
        _KNOWN.append(known)


# Where a class of the user's keeps such sizes that it is made with, beside its type arguments.
_SIZES = "sizes"


def with_sizes(type_: Type, sizes: Type) -> Type:
    """``type_``, an instance of a user's class, with the type arguments of ``sizes`` beside its own."""
    made, known = get_proper_type(type_), get_proper_type(sizes)
    if not isinstance(made, Instance) or not isinstance(known, Instance) or made == known:
        return type_
    found = made.copy_modified()
    found.extra_attrs = ExtraAttrs({f"{_SIZES} {i}": each for i, each in enumerate(known.args)}, set(), None)
    return found


def as_made(type_: Type) -> Instance | None:
    """The instance with the sizes it was made with where its type arguments say none; ``None`` if it has none."""
    made = get_proper_type(type_)
    if not isinstance(made, Instance) or made.extra_attrs is None or f"{_SIZES} 0" not in made.extra_attrs.attrs:
        return None
    sizes = [made.extra_attrs.attrs[f"{_SIZES} {i}"] for i in range(len(made.args))]
    own = zip(made.args, sizes, strict=True)
    return made.copy_modified(args=[size if isinstance(get_proper_type(each), AnyType) else each for each, size in own])


def without_chosen(type_: Type, known: Collection[str] = ()) -> Type:
    """``type_`` without the numbers given to functions other than those that are ``known`` here."""
    return type_.accept(_Eraser(known))


class _Eraser(Throughout):
    def __init__(self, known: Collection[str]) -> None:
        super().__init__()
        self._known = known

    def visit_type_var(self, t: TypeVarType) -> Type:
        if not is_chosen(t) or all(function in self._known for function in _functions(dim_of_chosen(t))):
            return t
        return AnyType(TypeOfAny.special_form)


def _functions(dim: Dim) -> Iterable[str]:
    """Who was given the numbers in ``dim``; one that nobody is, where it is not known."""
    if dim is UNKNOWN:
        return [""]
    scopes = [symbol.scope for symbol in symbols(dim) if isinstance(symbol, Chosen)]
    return [scope.function if isinstance(scope, Given) else "" for scope in scopes]
