"""What the annotations of a function name: found where Python would look for them, and never taken for ``Any``."""

from __future__ import annotations

import inspect
import sys
import traceback
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import typing_extensions

from typed_torch._checking.reading import Unreadable
from typed_torch._checking.showing import show

__all__ = ["Unresolved", "annotations_of", "frames_around", "locals_of", "resolved"]


class Unresolved(Exception):
    """An annotation names what is not there, or not yet.

    Attributes:
        parameter: whose annotation it is.
        annotation: the annotation, as written.
        name: what is missing.
    """

    def __init__(self, parameter: str, annotation: str, name: str) -> None:
        super().__init__(annotation)
        self.parameter = parameter
        self.annotation = annotation
        self.name = name


def annotations_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The annotations as they are kept, texts under ``from __future__ import annotations``."""
    found = getattr(function, "__annotations__", None)
    return dict(found) if isinstance(found, Mapping) else {}


def frames_around(function: Callable[..., Any], frame: types.FrameType | None) -> list[types.FrameType]:
    """Those of the functions and classes around the definition of ``function`` that ``frame`` runs in, inner first."""
    qualname = getattr(function, "__qualname__", "")
    return [found for found in _frames(frame) if _is_around(found, function, qualname)]


def locals_of(frames: Sequence[types.FrameType]) -> dict[str, Any]:
    """The local names of ``frames`` as they are now, those of the first before those of the others."""
    return {name: value for frame in reversed(frames) for name, value in frame.f_locals.items()}


def _frames(frame: types.FrameType | None) -> Iterator[types.FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _is_around(frame: types.FrameType, function: Any, qualname: str) -> bool:
    if frame.f_globals is not getattr(function, "__globals__", None) or frame.f_code.co_name == "<module>":
        return False
    around = frame.f_code.co_qualname
    return qualname.startswith((f"{around}.<locals>.", f"{around}."))


def resolved(function: Callable[..., Any], names: Mapping[str, Any]) -> dict[str, Any]:
    """The annotations of ``function`` with texts replaced by what they mean; ``names`` are visible to it.

    Raises:
        Unresolved: a name is not there.
        Unreadable: a text is no annotation.
    """
    # Of a function in the wrapper of a decorator, where it was written.
    function = inspect.unwrap(function)
    seen = {**_type_parameters(function), **_closure(function), **names}
    module = sys.modules.get(getattr(function, "__module__", ""), None)
    namespace = getattr(function, "__globals__", None) or vars(module or types)
    return {
        parameter: _resolved(parameter, annotation, namespace, seen)
        for parameter, annotation in annotations_of(function).items()
    }


def _resolved(parameter: str, annotation: Any, namespace: dict[str, Any], seen: Mapping[str, Any]) -> Any:
    holder: Any = types.SimpleNamespace(__annotations__={parameter: annotation})
    try:
        hints = typing_extensions.get_type_hints(holder, namespace, dict(seen), include_extras=True)
    except (NameError, AttributeError) as error:
        if not _is_of_annotation(error):
            raise
        missing = getattr(error, "name", None) or str(error)
        raise Unresolved(parameter, show(annotation), missing) from error
    except SyntaxError as error:
        raise Unreadable(f"{show(annotation)} is no annotation") from error
    return hints[parameter]


def _is_of_annotation(error: BaseException) -> bool:
    """Whether the annotation itself asks for what is missing, and not something that it calls."""
    ran = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    return ran[-1].co_filename == "<string>" or any(code.co_name == "__getattr__" for code in ran)


def _closure(function: Any) -> dict[str, Any]:
    found = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # not assigned yet
            continue
    return found


def _type_parameters(function: Any) -> dict[str, Any]:
    """The parameters of ``def f[N](...)``."""
    return {parameter.__name__: parameter for parameter in getattr(function, "__type_params__", ())}
