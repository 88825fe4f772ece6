"""Tracebacks of our errors: the user's lines and the message, in plain Python and in IPython."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Literal

import pytest
import torch

import typed_torch as tt
from typed_torch.shape import RULES

pytestmark = pytest.mark.slow

SETUP = """
import torch
import typed_torch as tt
from typing import Literal
from typed_torch.nn.functional import group_norm
x = torch.zeros(2, 6, 3)
norm, theirs = tt.nn.GroupNorm(3, 6), torch.nn.GroupNorm(3, 6)
model = torch.nn.Sequential(torch.nn.GroupNorm(3, 6), torch.nn.SiLU())
tt.convert(model, fuse=True)
@tt.checked
def first(x: tt.Tensor[tuple[Literal[4]]]) -> tt.Tensor[tuple[()]]:
    return x[0]
"""

OURS = {
    "function": "y = group_norm(x, 4)",
    "function, by its path": "y = tt.nn.functional.group_norm(x.long(), 3)",
    "function, argument of another type": "y = group_norm([1], 3)",
    "function, unknown option": 'y = group_norm(x, 3, {"wieght": x})',
    "matmul": "y = tt.matmul(x, x)",
    "cat": "y = tt.cat([x, x[0]])",
    "method of a module": "y = norm.forward(x[:, :2])",
    "module made": "norm = tt.nn.GroupNorm(4, 6)",
    "parse": "y = tt.parse(x, tt.Tensor[tuple[Literal[4]]])",
    "full": "y = tt.full(2, 3)",
    "convert": "tt.convert(x)",
    "convert, options": "tt.convert(model, fuse=True, undo=True)",
}
# Between the caller and a module's ``forward`` lie two frames of torch's, `_wrapped_call_impl` and `_call_impl`.
MODULES = {
    "module called": "y = norm(x[:, :2])",
    "module called, weight": "y = norm(x.double())",
    "converted module called": "y = model[0](x[:, :2])",
}
CHECKED = {"checked": "y = first(x)"}
TORCH = {
    "torch: function": "y = torch.nn.functional.group_norm(x, 4)",
    "torch: matmul": "y = torch.matmul(x, x)",
    "torch: cat": "y = torch.cat([x, x[0]])",
    "torch: module made": "norm = torch.nn.GroupNorm(4, 6)",
    "torch: module called": "y = theirs(x[:, :2])",
}

# Lines of a traceback, at most, in plain Python and in IPython.
MOST = {**dict.fromkeys(OURS, (8, 20)), **dict.fromkeys(MODULES, (13, 24)), **dict.fromkeys(CHECKED, (10, 20))}

PYTHON = """
import contextlib, io, json, sys
from pathlib import Path
cases, names, shown = json.loads(sys.argv[1]), {}, {}
exec(sys.argv[2], names)
for number, (case, code) in enumerate(cases.items()):
    file = Path(f"case{number}.py")
    file.write_text(code)
    with contextlib.redirect_stderr(io.StringIO()) as printed:
        try:
            exec(compile(code, file, "exec"), names)
        except Exception as error:
            # What Python does with an error that nobody catches, less the frame of this loop.
            sys.excepthook(type(error), error.with_traceback(error.__traceback__.tb_next), None)
    shown[case] = printed.getvalue()
print(json.dumps(shown))
"""
IPYTHON = """
import contextlib, io, json, sys
from IPython.core.interactiveshell import InteractiveShell
cases, shown = json.loads(sys.argv[1]), {}
shell = InteractiveShell.instance(colors="nocolor")
shell.run_cell(sys.argv[2])
for case, code in cases.items():
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        shell.run_cell(code)
    shown[case] = printed.getvalue()
print(json.dumps(shown))
"""


@pytest.fixture(scope="module")
def tracebacks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """What each case prints as a file that is run, and as a cell of IPython."""
    home = tmp_path_factory.mktemp("home")
    cases = json.dumps(OURS | MODULES | CHECKED | TORCH)
    python, ipython = (
        json.loads(
            subprocess.run(
                [sys.executable, "-P", "-c", code, cases, SETUP],
                check=True,
                stdout=subprocess.PIPE,
                cwd=home,
                env={**os.environ, "HOME": str(home)},
            ).stdout
        )
        for code in (PYTHON, IPYTHON)
    )
    return {case: (python[case].rstrip(), ipython[case].rstrip()) for case in python}


def _lines(tracebacks: tuple[str, str]) -> tuple[int, int]:
    python, ipython = (len(traceback.splitlines()) for traceback in tracebacks)
    return python, ipython


def test_the_lengths_in_a_table(tracebacks: dict[str, tuple[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{'lines of a traceback':<36}  Python  IPython")
        for case, (python, ipython) in ((case, _lines(shown)) for case, shown in tracebacks.items()):
            print(f"{case:<36}  {python:>6}  {ipython:>7}")
    for ours, theirs in (("function", "torch: function"), ("module called", "torch: module called")):
        assert all(our < their for our, their in zip(*map(_lines, (tracebacks[ours], tracebacks[theirs])), strict=True))


@pytest.mark.parametrize("case", MOST)
def test_a_traceback_is_short_and_begins_with_the_line_of_the_caller(
    case: str, tracebacks: dict[str, tuple[str, str]]
) -> None:
    python, ipython = tracebacks[case]
    code = {**OURS, **MODULES, **CHECKED}[case]
    assert python.splitlines()[0] == "Traceback (most recent call last):"
    assert python.splitlines()[2].strip() == code
    assert ipython.splitlines()[3] == f"----> 1 {code}"
    for shown, most in zip((python, ipython), MOST[case], strict=True):
        assert "During handling" not in shown
        assert "direct cause" not in shown
        assert f"site-packages{os.sep}typed_torch" not in shown
        assert len(shown.splitlines()) <= most, shown


def test_a_script_ends_with_the_traceback_that_the_table_counts(
    tracebacks: dict[str, tuple[str, str]], tmp_path: Path
) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"{SETUP}{OURS['function']}\n")
    ended = subprocess.run([sys.executable, "-P", script], check=False, stderr=subprocess.PIPE, text=True)
    assert ended.returncode == 1
    # All but the line that names the file.
    here, counted = ended.stderr.splitlines(), tracebacks["function"][0].splitlines()
    assert [here[0], *here[2:]] == [counted[0], *counted[2:]]


def _frames(error: BaseException) -> list[str]:
    return [frame.f_code.co_name for frame, _ in traceback.walk_tb(error.__traceback__)]


def test_a_debugger_lands_in_the_frame_of_the_caller() -> None:
    def forward(x: torch.Tensor) -> torch.Tensor:
        channels = x.shape[1]
        return tt.nn.functional.group_norm(x, channels - 1)

    with pytest.raises(tt.ShapeError) as caught:
        forward(torch.zeros(2, 6, 3))
    *_, (frame, line) = traceback.walk_tb(caught.value.__traceback__)
    assert frame.f_code is forward.__code__
    assert frame.f_locals["channels"] == 6
    assert line == forward.__code__.co_firstlineno + 2


@tt.checked
def _first(x: tt.Tensor[tuple[Literal[4]]]) -> tt.Tensor[tuple[()]]:
    return x[0]


@tt.checked
def _around(x: tt.Tensor, call: Any) -> Any:
    return call(x)


def _while_handling(call: Callable[[], Any]) -> None:
    try:
        raise KeyError("of the user")
    except KeyError:
        call()


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda: tt.cat([]), tt.ShapeError),
        (lambda: tt.nn.functional.group_norm(torch.zeros(2, 6, 3), 3, {"wieght": 1}), tt.ArgumentTypeError),
        (lambda: _first(torch.zeros(3)), tt.ShapeError),
    ],
)
def test_what_the_caller_was_handling_is_still_shown(call: Callable[[], Any], kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught:
        _while_handling(call)
    assert isinstance(caught.value.__context__, KeyError)
    assert caught.value.__cause__ is None
    assert not caught.value.__suppress_context__


def test_users_frames_between_ours_are_kept() -> None:
    here = "test_users_frames_between_ours_are_kept"

    def call(x: torch.Tensor) -> torch.Tensor:
        return tt.matmul(x, x)

    with pytest.raises(tt.ShapeError) as caught:
        _around(torch.zeros(2, 3), call)
    assert _frames(caught.value) == [here, "_around", "call"]
    with pytest.raises(tt.ShapeError) as refused:
        _around(torch.zeros(3), _first)
    assert _frames(refused.value) == [here, "_around"]


def test_an_error_of_the_user_in_a_checked_function_keeps_its_cause() -> None:
    def call(x: torch.Tensor) -> None:
        raise tt.ShapeError("the user's own") from KeyError("why")

    with pytest.raises(tt.ShapeError) as caught:
        _around(torch.zeros(2), call)
    assert isinstance(caught.value.__cause__, KeyError)


def test_a_rule_that_refuses_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = RULES["matmul"]
    asked = []
    function = rule.function

    @wraps(function)
    def counted(*args: Any, **kwargs: Any) -> Any:
        asked.append(args)
        return function(*args, **kwargs)

    monkeypatch.setattr(rule, "function", counted)
    with pytest.raises(tt.ShapeError):
        tt.matmul(torch.zeros(2, 3), torch.zeros(2, 3))
    assert len(asked) == 1
