"""``checked`` on everything that can be called: it gives back a thing of the same kind."""

from __future__ import annotations

import builtins
import functools
import sys
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

import torch

from typed_torch._checking.functions import NOTHING, Definition, NothingToCheck, checked_function, refusal
from typed_torch.errors import ArgumentTypeError

__all__ = ["check_definition"]


def check_definition(target: Any, frame: types.FrameType | None, is_lenient: bool = False) -> Any:
    """``target``, checked; ``frame`` is that of the line that asks for it.

    Args:
        target: what is defined.
        frame: where.
        is_lenient: whether a function may turn out to have nothing to check, once its names are there.

    Raises:
        NothingToCheck: there is nothing to check.
        ArgumentTypeError: something cannot be checked.
    """
    if getattr(target, "__no_type_check__", False) is True:
        return target
    made = _checked(target, frame, {}, None, is_lenient)
    if made is None:
        above = f"{NOTHING}; @checked goes above @dataclass" if isinstance(target, type) else NOTHING
        raise refusal(_function_in(target), above, NothingToCheck)
    return made


def _function_in(target: Any) -> Any:
    for name in ("__func__", "fget", "func"):
        target = getattr(target, name, None) or target
    return target


def _checked(
    target: Any, frame: types.FrameType | None, names: Mapping[str, Any], is_method: bool | None, is_lenient: bool
) -> Any:
    """``target``, checked, ``None`` if there is nothing to check; by its kind."""
    again = functools.partial(_checked, frame=frame, names=names, is_lenient=is_lenient)
    if isinstance(target, type):
        return _class(target, frame, names, is_lenient)
    if isinstance(target, (classmethod, staticmethod)):
        inner = again(target.__func__, is_method=isinstance(target, classmethod))
        return None if inner is None else type(target)(inner)
    if isinstance(target, property):
        return _property(target, lambda each: again(each, is_method=True))
    if isinstance(target, functools.cached_property):
        inner = again(target.func, is_method=True)
        return None if inner is None else _cached_property(inner, target.attrname)
    if isinstance(target, types.MethodType):
        inner = again(target.__func__, is_method=True)
        return None if inner is None else types.MethodType(inner, target.__self__)
    if isinstance(target, functools.partial):
        inner = again(target.func, is_method=False)
        return None if inner is None else type(target)(inner, *target.args, **target.keywords)
    if isinstance(target, torch.nn.Module):
        return _module(target, again)
    if isinstance(target, types.FunctionType):
        if hasattr(target, "__typed_torch_signature__"):
            return target
        is_method = _is_method(target) if is_method is None else is_method
        return checked_function(Definition(target, frame, is_method, names, is_lenient))
    if callable(target):
        return _object(target, again)
    raise ArgumentTypeError(
        f"checked: function must be a function or a class, got {type(target).__name__}",
        operation="checked",
        argument="function",
    )


def _is_method(function: types.FunctionType) -> bool:
    """Whether ``function`` is defined in a class."""
    around = function.__qualname__.rpartition(".")[0]
    return bool(around) and not around.endswith("<locals>") and function.__code__.co_argcount > 0


def _property(target: property, again: Callable[[Any], Any]) -> property | None:
    parts: list[Any] = [target.fget, target.fset, target.fdel]
    made = [None if part is None else again(part) for part in parts]
    if not any(made):
        return None
    get, set_, delete = (new or old for new, old in zip(made, parts, strict=True))
    kind: Any = type(target)
    found: property = kind(get, set_, delete, target.__doc__)
    return found


def _cached_property(function: Any, name: str | None) -> Any:
    made = functools.cached_property(function)
    if name is not None:
        made.__set_name__(None, name)  # type: ignore[arg-type]
    return made


def _module(target: torch.nn.Module, again: Callable[..., Any]) -> torch.nn.Module | None:
    inner = again(type(target).forward, is_method=True)
    if inner is None:
        return None
    target.__dict__["forward"] = types.MethodType(inner, target)
    return target


def _object(target: Any, again: Callable[..., Any]) -> Any:
    """A function in the place of an object that is called, such as one that caches results."""
    wrapped = getattr(target, "__wrapped__", None)
    if isinstance(wrapped, types.FunctionType):

        @functools.wraps(wrapped)
        def named(*args: Any, **kwargs: Any) -> Any:
            return target(*args, **kwargs)

        return again(named, is_method=False)
    called: Any = type(target).__call__
    inner = again(called, is_method=True) if isinstance(called, types.FunctionType) else None
    return None if inner is None else types.MethodType(inner, target)


def _class(target: type, frame: types.FrameType | None, names: Mapping[str, Any], is_lenient: bool) -> type | None:
    """The same class, its methods checked."""
    if typing.is_typeddict(target):
        return None
    # Python writes the `__new__` of a NamedTuple elsewhere.
    module = vars(builtins) | vars(sys.modules[target.__module__]) if _is_named_tuple(target) else {}
    own = {**module, **names, **_parameters(target), target.__name__: target}
    is_any = False
    for name, value in list(vars(target).items()):
        if not _is_defined_in(value, target, name):
            continue
        is_method = not (isinstance(value, type) or name == "__class_getitem__")
        made = _checked(value, frame, own, is_method, is_lenient)
        if made is None:
            continue
        is_any = True
        if made is not value:
            if isinstance(made, functools.cached_property):
                made.__set_name__(target, name)
            setattr(target, name, made)
    return target if is_any else None


def _is_named_tuple(target: type) -> bool:
    return issubclass(target, tuple) and hasattr(target, "_fields")


def _parameters(target: type) -> dict[str, Any]:
    found = getattr(target, "__type_params__", ())
    return {parameter.__name__: parameter for parameter in found}


def _is_defined_in(value: Any, owner: type, name: str) -> bool:
    """Whether ``value`` of ``owner`` is written in the class, and not a function or a class from elsewhere."""
    if name == "__new__" and _is_named_tuple(owner):
        return True
    if not isinstance(
        value, (types.FunctionType, classmethod, staticmethod, property, functools.cached_property, type)
    ):
        return False
    if getattr(value, "__no_type_check__", False) is True:
        return False
    function = _function_in(value)
    return bool(getattr(function, "__qualname__", "").startswith(f"{owner.__qualname__}."))
