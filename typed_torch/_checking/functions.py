"""Functions that check their calls: a function for a function, of the same kind."""

from __future__ import annotations

import builtins
import functools
import inspect
import linecache
import types
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from typed_torch._checking.call import Call
from typed_torch._checking.checks import Anything
from typed_torch._checking.later import Yielded, relay, relay_async
from typed_torch._checking.reading import Unreadable
from typed_torch._checking.resolving import Unresolved, annotations_of, frames_around, locals_of, resolved
from typed_torch._checking.showing import show
from typed_torch._checking.signature import RESULT, Signature, operation_of
from typed_torch._checking.straight import Straight
from typed_torch._checking.templates import templates_for
from typed_torch._compiling import natively
from typed_torch._tracebacks import PACKAGE, hide_frames
from typed_torch.errors import ArgumentTypeError, TensorTypeError

__all__ = ["NOTHING", "Definition", "NothingToCheck", "checked_function", "refusal", "signature_of"]


class Definition:
    """A function to be checked, and what is visible where it is defined.

    Attributes:
        is_method: whether its first parameter is an instance or a class.
        names: what is visible beside.
        is_lenient: whether there may turn out to be nothing to check, once all names are there.
        frames: those around it, until all names have been found in them.
    """

    def __init__(
        self,
        function: Any,
        frame: types.FrameType | None,
        is_method: bool,
        names: Mapping[str, Any],
        is_lenient: bool = False,
    ) -> None:
        self.is_lenient = is_lenient
        self.function = function
        self.is_method = is_method
        self.names = names
        self.frames = frames_around(function, frame)

    def signature(self, names: Mapping[str, Any] = MappingProxyType({})) -> Signature:
        """Its signature, compiled; ``names`` are visible too.

        Raises:
            Unresolved, Unreadable: an annotation cannot be checked.
        """
        written = annotations_of(self.function)
        hints = resolved(self.function, {**locals_of(self.frames), **self.names, **names})
        self.frames = []
        texts = {name: each if isinstance(each, str) else show(each) for name, each in written.items()}
        return Signature(self.function, hints, texts, self.is_method)


def signature_of(function: Any) -> Signature | None:
    """The signature that a checked function checks, ``None`` if it is not checked or was not called yet."""
    found: Signature | None = getattr(function, "__typed_torch_signature__", None)
    return found


def checked_function(definition: Definition) -> Callable[..., Any] | None:
    """``definition.function``, checked; ``None`` if there is nothing to check.

    Raises:
        ArgumentTypeError: an annotation cannot be checked.
    """
    function = definition.function
    try:
        signature = definition.signature()
    except Unresolved:
        return _waiting(definition)
    except Unreadable as error:
        raise refusal(function, str(error)) from None
    except RecursionError:
        raise refusal(function, "an annotation is an alias that holds itself, which is not checked") from None
    return None if signature.is_empty else _made(function, *_source(function, signature), signature)


class NothingToCheck(ArgumentTypeError):
    """No annotation says anything."""


def refusal(function: Any, headline: str, kind: type[ArgumentTypeError] = ArgumentTypeError) -> ArgumentTypeError:
    """The error for a function that cannot be checked."""
    name = operation_of(function)
    return kind(f"checked: {name}: {headline}", operation="checked", argument=name)


def _made(function: Any, source: str, namespace: dict[str, Any], signature: Signature | None) -> Any:
    made: Any = functools.update_wrapper(types.FunctionType(_compiled(source), namespace), function)
    made.__typed_torch_signature__ = None
    if signature is not None:
        _keep_straight(made, function, signature)
    return made


def _keep_straight(made: Any, function: Any, signature: Signature) -> None:
    """Let ``made`` have the code that is right for what ``signature`` knows, now and later."""

    def specialised() -> None:
        source, namespace = _source(function, signature)
        made.__globals__.update(namespace)
        made.__code__ = _compiled(source)

    made.__typed_torch_signature__ = signature
    signature.specialised = specialised


def _source(function: Any, signature: Signature) -> tuple[str, dict[str, Any]]:
    straight = Straight(signature)
    count = len(signature.parameters)
    yields = signature.result if isinstance(signature.result, Yielded) else _ANYTHING_YIELDED

    def settled(values: tuple[Any, ...], arguments: tuple[Any, ...]) -> Call:
        return signature.begun(straight.names(values), arguments)

    def items(values: Any, call: Call) -> Any:
        return relay(yields, values, call, RESULT)

    def async_items(values: Any, call: Call) -> Any:
        return relay_async(yields, values, call, RESULT)

    # No `__name__`: dynamo would look for these names in the module of that name.
    namespace: dict[str, Any] = {
        **straight.namespace,
        "Refused": TensorTypeError,
        "__builtins__": builtins,
        "async_items": async_items,
        "bind": signature.bind,
        "enter": signature.enter,
        "function": function,
        "hide": hide_frames,
        "items": items,
        "leave": signature.leave,
        "partial": functools.partial,
        f"settled{straight.version}": settled,
        "signature": signature,
        "spread": signature.spread,
    }
    templates = templates_for(function)
    source = templates.call.format(
        refused=templates.refused,
        count=count if _is_positional(signature) else -1,
        unpack=f"{''.join(f'a{index}, ' for index in range(count))}= values" if count else "pass",
        arguments=straight.arguments,
        replaced="args, kwargs = spread(values, state)" if signature.wraps else "pass",
        result=straight.result,
        settled=f"settled{straight.version}({straight.settled}, values)",
    )
    return source, namespace


_ANYTHING_YIELDED = Yielded("Any", object, False, Anything("Any"))


def _is_positional(signature: Signature) -> bool:
    """Whether as many arguments as there are parameters, none by name, are one for each."""
    kinds = {parameter.kind for parameter in signature.parameters}
    return kinds <= {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}


@lru_cache(4096)
def _compiled(source: str) -> types.CodeType:
    filename = f"{PACKAGE}_checking/<checked call {_compiled.cache_info().misses}>"
    # Debuggers read it there.
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    module = compile(source, filename, "exec")
    (code,) = (constant for constant in module.co_consts if isinstance(constant, types.CodeType))
    return code


def _waiting(definition: Definition) -> Callable[..., Any]:
    """A function that compiles its checks at its first call, when the names that they need are there."""
    function = definition.function

    @natively
    def now(*owner: type) -> None:
        names = {base.__name__: base for kind in owner for base in kind.__mro__ if _is_defined_in(function, base)}
        try:
            signature = definition.signature(names)
        except Unresolved as error:
            where = "the result" if error.parameter == "return" else error.parameter
            raise refusal(
                function, f"the annotation {error.annotation} of {where} names {error.name}, which is not there"
            ) from None
        except Unreadable as error:
            raise refusal(function, str(error)) from None
        if signature.is_empty and not definition.is_lenient:
            raise refusal(function, NOTHING)
        source, namespace = _source(function, signature)
        made.__globals__.update(namespace)
        made.__code__ = _compiled(source)
        _keep_straight(made, function, signature)

    namespace: dict[str, Any] = {"__builtins__": builtins, "now": now, "partial": functools.partial}
    made = namespace["made"] = _made(function, templates_for(function).waiting, namespace, None)
    return made  # type: ignore[no-any-return]


NOTHING = "there is nothing to check; annotate a parameter or the result"


def _is_defined_in(function: Any, owner: type) -> bool:
    return bool(function.__qualname__.startswith(f"{owner.__qualname__}."))
