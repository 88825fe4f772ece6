"""Our errors in a cell, short: the user's line, the lines that led to it, the message with what is wrong marked."""

from __future__ import annotations

import linecache
import os
import sysconfig
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from typed_torch._notebook.marking import marked
from typed_torch._tracebacks import PACKAGE
from typed_torch.errors import TensorTypeError

__all__ = ["ShortErrors", "short_traceback"]

_MOST_LINES = 12
_MOST_CALLERS = 3
_WIDEST = 110


class ShortErrors:
    """IPython's handler of our errors, in front of the one that was there."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._is_on = True
        self._before = shell.custom_exceptions, shell.CustomTB
        shell.set_custom_exc((*shell.custom_exceptions, TensorTypeError), self._show)
        self._installed = shell.CustomTB

    def remove(self) -> None:
        """Put back the handler that was there; one that came later keeps ours behind it, which then passes on."""
        self._is_on = False
        if self._shell.CustomTB is self._installed:
            self._shell.custom_exceptions, self._shell.CustomTB = self._before

    def _show(
        self,
        shell: Any,
        kind: type[BaseException],
        error: BaseException,
        tb: TracebackType,
        tb_offset: int | None = None,
    ) -> Any:
        exceptions, handler = self._before
        is_ours = self._is_on and isinstance(error, TensorTypeError)
        if not is_ours and isinstance(error, tuple(exceptions)):
            return handler(kind, error, tb, tb_offset=tb_offset)
        # Who asks IPython for everything gets everything.
        if not is_ours or shell.InteractiveTB.mode == "Verbose":
            shell.showtraceback((kind, error, tb), running_compiled_code=True)
            return None
        try:
            lines = short_traceback(error, tb, shell)
        except Exception:
            shell.showtraceback((kind, error, tb), running_compiled_code=True)
            return None
        # So that `%tb` and `%debug` find it, whole.
        shell._get_exc_info((kind, error, tb))
        shell._showtraceback(kind, error, lines)
        if shell.call_pdb:
            shell.debugger(force=True)
        return lines


def short_traceback(error: BaseException, tb: TracebackType | None, shell: Any) -> list[str]:
    """Twelve lines at most: where the user's code was, last line first, and what is wrong.

    Args:
        error: one of ours.
        tb: its traceback.
        shell: IPython's, which knows the numbers of cells.
    """
    paint = _plain if str(shell.colors).lower() == "nocolor" else _coloured
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(tb)]
    own = [(code, line) for code, line in frames if not _is_of_library(code.co_filename)]
    (code, line), *callers = (own or frames)[::-1]
    context = None if error.__suppress_context__ else error.__context__
    lines = [f"{_place(code.co_filename, line, shell)}{_function(code)}"]
    lines.append(f"{paint('green', f'----> {line}')} {_source(code.co_filename, line)}")
    message = _message(error, _MOST_LINES - 3)
    room = _MOST_LINES - 1 - len(lines) - len(message)
    lines += list(_callers(callers, context, min(room, _MOST_CALLERS), shell))
    headline, *rows = message
    return [*lines, "", f"{paint('red', type(error).__name__)}: {headline}", *rows]


def _callers(callers: list[Any], context: BaseException | None, room: int, shell: Any) -> Iterator[str]:
    """The lines that led to the user's last one, and what was handled meanwhile; as many as there is room for."""
    said = [
        f"  called at {_place(code.co_filename, line, shell)}{_function(code)}: {_source(code.co_filename, line)}"
        for code, line in callers
    ]
    if context is not None:
        said.append(f"  while {type(context).__name__} was handled")
    if len(said) > room > 0:
        said[room - 1 :] = [f"  and {len(said) - room + 1} more: %tb shows all"]
    yield from (_cut(each) for each in said[: max(room, 0)])


def _message(error: BaseException, most: int) -> list[str]:
    """The message, with marks as far as there is room."""
    plain = [line for text in (str(error), *getattr(error, "__notes__", ())) for line in text.splitlines()] or [""]
    lines = marked(plain)
    if len(lines) > most:
        lines = plain
    return lines if len(lines) <= most else [*lines[: most - 1], "  … %tb shows all"]


def _place(file: str, line: int, shell: Any) -> str:
    cell = shell.compile.format_code_name(file)
    return f"{' '.join(cell) if cell else _relative(file)}, line {line}"


def _relative(file: str) -> str:
    """``file`` as it is seen from here, if it is below."""
    here = os.getcwd() + os.sep
    return file.removeprefix(here)


def _function(code: Any) -> str:
    return "" if code.co_name == "<module>" else f", in {code.co_name}"


def _source(file: str, line: int) -> str:
    return _cut(linecache.getline(file, line).strip())


def _cut(line: str) -> str:
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 1]}…"


_LIBRARIES = (PACKAGE, f"{sysconfig.get_path('stdlib')}{os.sep}", f"{sysconfig.get_path('purelib')}{os.sep}")
_GENERATED = ("<frozen", "<eval_with_key>", "<__array_function__", "<string>", "<@beartype")


def _is_of_library(file: str) -> bool:
    """Whether ``file`` is Python's, an installed package's or ours, or code that was generated."""
    is_installed = any(f"{os.sep}{folder}{os.sep}" in file for folder in ("site-packages", "dist-packages"))
    return is_installed or file.startswith(_LIBRARIES + _GENERATED)


def _plain(colour: str, text: str) -> str:
    return text


def _coloured(colour: str, text: str) -> str:
    return f"\x1b[{ {'red': '31', 'green': '32'}[colour] }m{text}\x1b[0m"
