"""Checks of what comes later: the items of iterators, what is awaited, the calls of callables that are passed."""

from __future__ import annotations

import functools
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Generator, Iterator
from typing import Any

import torch

from typed_torch._checking.call import Call, Misfit, Place, place_text
from typed_torch._checking.checks import Anything, Check, is_proxy
from typed_torch._checking.traced import require
from typed_torch._tracebacks import hide_frames
from typed_torch.errors import TensorTypeError

__all__ = ["Awaited", "Called", "Yielded", "relay", "relay_async"]


class Yielded(Check):
    """An iterator, a generator or an iterable of class ``kind``, synchronous or not.

    Without tensors in its items it is left as it is; the items of a checked generator are checked all the same.
    """

    def __init__(
        self,
        text: str,
        kind: type,
        wraps: bool,
        item: Check,
        sent: Check | None = None,
        last: Check | None = None,
    ) -> None:
        super().__init__(text)
        self.wraps = wraps
        self.kind: Any = kind
        self.item = item
        self.sent = sent or Anything("Any")
        self.last = last or Anything("Any")
        self.names = item.names | self.sent.names | self.last.names

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        if not isinstance(value, self.kind):
            return None if is_proxy(value) else (self, value, place)
        if _can_be_read_again(value):
            for index, each in enumerate(value):
                misfit = self.item.misfit(each, call, (place, index))
                if misfit is not None:
                    return misfit
        return None

    def wrap(self, value: Any, call: Call, place: Place) -> Any:
        if _can_be_read_again(value) or is_proxy(value):
            return value
        if isinstance(value, AsyncIterator):
            return relay_async(self, value, call, place)
        if isinstance(value, Iterator):
            return relay(self, value, call, place)
        return _Iterable(self, value, call, place)


def _can_be_read_again(value: Any) -> bool:
    return isinstance(value, (list, tuple, set, frozenset, dict, range, torch.Tensor))


class _Iterable:
    """An iterable whose items are checked each time it is read; otherwise the one it stands for."""

    def __init__(self, check: Yielded, value: Any, call: Call, place: Place) -> None:
        self._checked = check, value, call, place

    def __iter__(self) -> Iterator[Any]:
        check, value, call, place = self._checked
        return relay(check, iter(value), call, place)

    def __aiter__(self) -> AsyncIterator[Any]:
        check, value, call, place = self._checked
        return relay_async(check, aiter(value), call, place)

    def __len__(self) -> int:
        return len(self._checked[1])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._checked[1], name)


def relay(check: Yielded, values: Any, call: Call, place: Place) -> Generator[Any, Any, Any]:
    """The items of ``values``, each checked as it comes, and what is sent to it."""
    step: Callable[[], Any] = functools.partial(next, values)
    index = 0
    while True:
        try:
            item = step()
        except StopIteration as stop:
            _require(check.last, stop.value, call, place)
            return stop.value
        _require(check.item, item, call, (place, index))
        try:
            sent = yield item
        except GeneratorExit:
            if hasattr(values, "close"):
                values.close()
            raise
        except BaseException as error:
            if not hasattr(values, "throw"):
                raise
            step = functools.partial(values.throw, error)
        else:
            step = functools.partial(next, values)
            if sent is not None:
                _require(check.sent, sent, call, ("what is sent",))
                step = functools.partial(values.send, sent)
        index += 1


async def relay_async(check: Yielded, values: Any, call: Call, place: Place) -> AsyncGenerator[Any, Any]:
    """The same of an asynchronous iterator."""
    step: Callable[[], Any] = values.__anext__
    index = 0
    while True:
        try:
            item = await step()
        except StopAsyncIteration:
            return
        _require(check.item, item, call, (place, index))
        try:
            sent = yield item
        except GeneratorExit:
            if hasattr(values, "aclose"):
                await values.aclose()
            raise
        except BaseException as error:
            if not hasattr(values, "athrow"):
                raise
            step = functools.partial(values.athrow, error)
        else:
            step = values.__anext__
            if sent is not None:
                _require(check.sent, sent, call, ("what is sent",))
                step = functools.partial(values.asend, sent)
        index += 1


class Awaited(Check):
    """What a function that is not itself a coroutine function returns to be awaited."""

    def __init__(self, text: str, kind: type, wraps: bool, item: Check) -> None:
        super().__init__(text)
        self.wraps = wraps
        self.kind: Any = kind
        self.item = item
        self.names = item.names

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        return None if isinstance(value, self.kind) else (self, value, place)

    def wrap(self, value: Any, call: Call, place: Place) -> Coroutine[Any, Any, Any]:
        async def awaited() -> Any:
            result = await value
            _require(self.item, result, call, place)
            return result

        return awaited()


class Called(Check):
    """A callable whose arguments and results are checked at every call of it.

    Names that the call around it has settled stand for the same there; others for something new each time.
    """

    wraps = True

    def __init__(self, text: str, arguments: tuple[Check, ...] | None, result: Check) -> None:
        super().__init__(text)
        self.arguments = arguments or ()
        self.result = result
        self.names = frozenset().union(result.names, *(check.names for check in self.arguments))

    def misfit(self, value: Any, call: Call, place: Place) -> Misfit | None:
        return None if callable(value) else (self, value, place)

    def wrap(self, value: Any, call: Call, place: Place) -> Any:
        name = place_text(place)
        arguments, result = self.arguments, self.result

        def called(*args: Any, **kwargs: Any) -> Any:
            inner = Call(dict(call.names), call.own, call.operation)
            for index, (check, each) in enumerate(zip(arguments, args, strict=False)):
                _require(check, each, inner, (f"argument {index} of {name}",))
            returned = value(*args, **kwargs)
            _require(result, returned, inner, (f"the result of {name}",))
            return result.wrap(returned, inner, (f"the result of {name}",)) if result.wraps else returned

        return functools.update_wrapper(called, value, updated=())


def _require(check: Check, value: Any, call: Call, place: Place) -> None:
    try:
        require(check, value, call, place)
    except TensorTypeError as error:
        hide_frames(error)
        raise
