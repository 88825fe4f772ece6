"""The source of checked functions: of plain ones, coroutines, generators and asynchronous generators."""

from __future__ import annotations

import inspect
from typing import Any, NamedTuple

__all__ = ["Templates", "templates_for"]

# The beginning is the same for every kind of function; `values` are what the parameters stand for.
_ENTER = """\
    if kwargs or len(args) != {count}:
        values = bind(args, kwargs)
        if values is None:  # Python says what is wrong
            {refused}
    else:
        values = args
    {unpack}
    state = None
    if not ({arguments}):
        try:
            state = enter(values)
        except Refused as error:
            hide(error)
            raise
        {replaced}
"""
_CALL = """\
    try:
        result = CALLED(*args, **kwargs)
    except Refused as error:
        hide(error)
        raise
"""
_LEAVE = """\
    if state is None:
        if {result}:
            return result
        state = {settled}
    try:
        return leave(result, state, values)
    except Refused as error:
        hide(error)
        raise
"""
_RELAY = """\
    if state is None:
        state = {settled}
"""
# An asynchronous generator cannot delegate: it passes on what it is sent itself.
_ASYNC_DELEGATE = """\
    step = items.__anext__
    try:
        while True:
            try:
                item = await step()
            except StopAsyncIteration:
                return
            try:
                sent = yield item
            except GeneratorExit:
                raise
            except BaseException as error:
                step = partial(items.athrow, error)
            else:
                step = partial(items.asend, sent)
    finally:
        await items.aclose()
"""


class Templates(NamedTuple):
    """The source of a checked function of one kind, and of one whose names are not there yet."""

    call: str
    waiting: str
    refused: str


_PLAIN = Templates(
    f"def call(*args, **kwargs):\n{_ENTER}{_CALL.replace('CALLED', 'function')}{_LEAVE}",
    "def call(*args, **kwargs):\n    now(*map(type, args[:1]))\n    return made(*args, **kwargs)\n",
    "return function(*args, **kwargs)",
)
_COROUTINE = Templates(
    f"async def call(*args, **kwargs):\n{_ENTER}{_CALL.replace('CALLED', 'await function')}{_LEAVE}",
    "async def call(*args, **kwargs):\n    now(*map(type, args[:1]))\n    return await made(*args, **kwargs)\n",
    "return await function(*args, **kwargs)",
)
_GENERATOR = Templates(
    f"def call(*args, **kwargs):\n{_ENTER}{_RELAY}    return (yield from items(function(*args, **kwargs), state))\n",
    "def call(*args, **kwargs):\n    now(*map(type, args[:1]))\n    return (yield from made(*args, **kwargs))\n",
    "return (yield from function(*args, **kwargs))",
)
_ASYNC_GENERATOR = Templates(
    f"async def call(*args, **kwargs):\n{_ENTER}{_RELAY}"
    f"    items = async_items(function(*args, **kwargs), state)\n{_ASYNC_DELEGATE}",
    "async def call(*args, **kwargs):\n    now(*map(type, args[:1]))\n    items = made(*args, **kwargs)\n"
    f"{_ASYNC_DELEGATE}",
    "function(*args, **kwargs)",
)


def templates_for(function: Any) -> Templates:
    """Those for the kind of ``function``."""
    if inspect.iscoroutinefunction(function):
        return _COROUTINE
    if inspect.isgeneratorfunction(function):
        return _GENERATOR
    return _ASYNC_GENERATOR if inspect.isasyncgenfunction(function) else _PLAIN
