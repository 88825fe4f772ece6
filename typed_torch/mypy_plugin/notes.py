"""Notes go with the error that they are of: where that is left out or said in other words, so are they."""

from __future__ import annotations

from collections.abc import Callable

from mypy.errors import ErrorInfo

__all__ = ["with_notes"]

Filter = Callable[[str, ErrorInfo], bool]


def with_notes(is_left_out: Filter) -> Filter:
    """``is_left_out`` for errors, and the same for the notes that come after each."""
    last: list[ErrorInfo] = []

    def of_all(file: str, info: ErrorInfo) -> bool:
        if info.severity == "note":
            return any(
                info.parent_error is error or (info.line == error.line and info.code == error.code) for error in last
            )
        last.clear()
        if not is_left_out(file, info):
            return False
        last[:] = [info]  # what is reported instead has come by now
        return True

    return of_all
