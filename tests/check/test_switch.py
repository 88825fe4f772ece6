"""Switching checks off."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Iterator
from typing import TypeVar

import pytest
import torch
from torch import zeros

import typed_torch as tt
from typed_torch import Tensor

N = TypeVar("N", bound=int)


@tt.checked
def first(x: Tensor[tuple[N]]) -> Tensor[tuple[N]]:
    return x[:1]


@tt.checked
def rows(x: list[Tensor[tuple[N]]]) -> Iterator[Tensor[tuple[N]]]:
    yield from x


def test_off_from_the_start_nothing_is_decorated(monkeypatch: pytest.MonkeyPatch) -> None:
    def add(x: Tensor[tuple[N]]) -> None: ...

    def nothing(x): ...  # type: ignore[no-untyped-def]

    monkeypatch.setenv("TYPED_TORCH_CHECKED", "never")
    for target in (add, nothing, property(add), functools.partial(add), int):
        assert tt.checked(target) is target
    monkeypatch.setenv("TYPED_TORCH_CHECKED", "auto")
    assert tt.checked(add) is not add


def test_off_for_a_while_arguments_results_and_items_are_not_checked() -> None:
    with tt.unchecked():
        assert first(zeros(3)).shape == (1,)
        assert first(zeros(3, 3)).shape == (1, 3)
        assert len(list(rows([zeros(1), zeros(2)]))) == 2
    for call in (lambda: first(zeros(3)), lambda: first(zeros(3, 3)), lambda: list(rows([zeros(1), zeros(2)]))):
        with pytest.raises(tt.ShapeError):
            call()


def test_off_in_one_task_and_thread_is_not_off_in_others() -> None:
    refused: list[str] = []

    def call(name: str) -> None:
        try:
            first(zeros(3))
        except tt.ShapeError:
            refused.append(name)

    async def task(name: str, is_off: bool) -> None:
        if is_off:
            with tt.unchecked():
                await asyncio.sleep(0.01)
                call(name)
        else:
            await asyncio.sleep(0.005)
            call(name)

    async def both() -> None:
        await asyncio.gather(task("off", True), task("on", False))

    asyncio.run(both())
    with tt.unchecked():
        thread = threading.Thread(target=call, args=("thread",))
        thread.start()
        thread.join()
    assert refused == ["on", "thread"]


def test_off_while_compiling() -> None:
    def call(x: torch.Tensor) -> torch.Tensor:
        return first(x)

    with tt.unchecked():
        assert torch.compile(call, fullgraph=True, backend="eager")(zeros(3)).shape == (1,)
