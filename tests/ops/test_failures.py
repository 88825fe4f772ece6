"""Which errors of a kernel ATen stands in for, and what is remembered and said of them."""

from __future__ import annotations

import inspect
import warnings
import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import torch

import typed_torch as tt
from typed_torch.ops import failures


class Kind(NamedTuple):
    name: str
    device: torch.device = torch.device("cpu")

    def __str__(self) -> str:
        return self.name


@pytest.fixture(autouse=True)
def _by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting that users have, before anything has failed."""
    monkeypatch.setattr(failures, "FUSED", "auto")
    monkeypatch.setattr(failures, "known", set())
    monkeypatch.setattr(failures, "_reported", set())


def _failed(error: Exception, kind: str = "kind", run: Callable[[], Any] = lambda: "by ATen") -> Any:
    """What a call gives whose kernel raises ``error``."""
    try:
        raise error
    except Exception as error:
        return failures.instead(error, run, lambda: Kind(kind), "norm")


@pytest.mark.parametrize(
    "error", [RuntimeError("no C compiler"), ImportError("no such module"), TypeError("unexpected keyword"), OSError()]
)
def test_another_has_run_the_call_and_is_remembered(error: Exception) -> None:
    with pytest.warns(tt.errors.FusedKernelWarning, match=type(error).__name__):
        assert _failed(error) == "by ATen"
    assert failures.known == {Kind("kind")}


@pytest.mark.parametrize(
    "error", [torch.OutOfMemoryError("CUDA out of memory"), MemoryError(), torch.AcceleratorError("CUDA error", 700)]
)
def test_what_is_no_fault_of_the_kernel_is_raised(error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        _failed(error)
    assert caught.value is error
    assert not failures.known


def test_what_fails_in_its_place_too_is_raised_and_not_remembered() -> None:
    def run() -> None:
        raise torch.OutOfMemoryError("ATen takes more")

    with pytest.raises(torch.OutOfMemoryError, match="ATen takes more"):
        _failed(RuntimeError("a broken context"), run=run)
    assert not failures.known


def test_one_warning_for_each_error_whatever_the_kinds() -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for kind, text in (("a", "too large"), ("b", "too large"), ("b", "too many")):
            _failed(RuntimeError(text), kind)
    assert failures.known == {Kind("a"), Kind("b")}
    of_a, of_b = (str(warning.message) for warning in warned)
    assert "too large" in of_a
    assert "too many" in of_b


def test_the_warning_is_at_the_line_of_the_user() -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        _failed(RuntimeError())
    (warning,) = warned
    lines, first = inspect.getsourcelines(_failed)
    (place,) = (number for number, line in enumerate(lines, first) if "failures.instead" in line)
    assert (warning.filename, warning.lineno) == (__file__, place)


def test_what_the_failed_call_held_is_free_before_another_runs_it() -> None:
    held: list[weakref.ref[torch.Tensor]] = []

    def launch() -> None:
        scratch = torch.empty(8)
        held.append(weakref.ref(scratch))
        raise RuntimeError("too large")

    def call() -> Any:
        try:
            launch()
        except RuntimeError as error:
            return failures.instead(error, held[0], lambda: Kind("kind"), "norm")

    with pytest.warns(tt.FusedKernelWarning):
        assert call() is None


def test_a_long_error_is_cut() -> None:
    with pytest.warns(tt.FusedKernelWarning) as warned:
        _failed(RuntimeError("ptxas said: " + "x" * 100_000))
    assert "ptxas said: xxx" in str(warned[0].message)
    assert len(str(warned[0].message)) < 3000
