"""An IPython of its own for each test, in this process, that writes below a temporary folder alone."""

from __future__ import annotations

import atexit
import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

SETUP = """
import torch
import typed_torch as tt
from torch import zeros
from typing import Any, Literal, TypeVar
from typed_torch import Dim, Float32, Tensor
N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
"""


class Notebook:
    """Cells, run one after the other."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell

    def run(self, cell: str) -> str:
        """What ``cell`` prints, the display of its last value included."""
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            self.shell.run_cell(cell, store_history=True)
        return printed.getvalue().rstrip()

    def error(self, cell: str) -> BaseException | None:
        """What ``cell`` raises."""
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            result = self.shell.run_cell(cell, store_history=True)
        found: BaseException | None = result.error_before_exec or result.error_in_exec
        return found

    def value(self, cell: str) -> Any:
        """The last value of ``cell``, which raises nothing."""
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            result = self.shell.run_cell(cell, store_history=True)
        assert result.success, printed.getvalue()
        return result.result


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    """A notebook in which our names are imported, and the extension is not loaded."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    for hook in ("displayhook", "excepthook"):
        monkeypatch.setattr(sys, hook, getattr(sys, hook))
    config = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}})
    shell = InteractiveShell(config=config, ipython_dir=str(tmp_path))
    notebook = Notebook(shell)
    assert notebook.error(SETUP) is None
    yield notebook
    shell.restore_sys_module_state()
    shell.atexit_operations()
    atexit.unregister(shell.atexit_operations)


@pytest.fixture
def notebook(bare: Notebook) -> Notebook:
    """The same with the extension."""
    assert bare.error("%load_ext typed_torch") is None
    return bare
