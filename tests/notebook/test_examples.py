"""The notebooks in ``examples`` show what they show when they are run."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from checkers import MYPY, mypy_cache

ROOT = Path(__file__).parents[2]


@pytest.fixture
def notebooks(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(ROOT / "examples")
    return importlib.import_module("notebooks")


def _stored(name: str) -> Any:
    return nbformat.read(ROOT / "examples" / name, as_version=4)


def _compare(name: str, notebooks: Any, **environment: str) -> None:
    """Run ``name`` in a kernel, and compare every cell's outputs to those that are stored."""
    stored, now = _stored(name), notebooks.executed(name, environment)
    assert len(now.cells) == len(stored.cells)
    for number, (before, after) in enumerate(zip(stored.cells, now.cells, strict=True)):
        assert after.source == before.source
        assert after.get("outputs", []) == before.get("outputs", []), f"cell {number} of {name}:\n{before.source}"
        assert after.get("execution_count") == before.get("execution_count")


def test_from_the_formula_to_the_kernel(notebooks: Any) -> None:
    _compare("group_norm.ipynb", notebooks)


@MYPY
def test_find_the_bug(notebooks: Any) -> None:
    _compare("find_the_bug.ipynb", notebooks, MYPY_CACHE_DIR=str(mypy_cache("notebook")))


def test_every_notebook_is_run_and_stored_with_its_outputs(notebooks: Any) -> None:
    assert sorted(notebooks.NOTEBOOKS) == sorted(path.name for path in (ROOT / "examples").glob("*.ipynb"))
    for name in notebooks.NOTEBOOKS:
        stored = _stored(name)
        nbformat.validate(stored)
        code = [cell for cell in stored.cells if cell.cell_type == "code"]
        assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
        for cell in code:
            errors = [output for output in cell.outputs if output.output_type == "error"]
            assert bool(errors) is ("raises-exception" in cell.metadata.get("tags", []))
            for error in errors:
                # What each error of ours takes at most in a notebook.
                assert len("\n".join(error.traceback).splitlines()) <= 12


def test_nothing_of_this_machine_is_stored(notebooks: Any) -> None:
    for name in notebooks.NOTEBOOKS:
        text = json.dumps(_stored(name))
        assert str(ROOT) not in text
        assert "/tmp/" not in text
        assert "site-packages" not in text


def test_what_differs_from_run_to_run_is_taken_out(notebooks: Any) -> None:
    output = nbformat.from_dict(
        {
            "output_type": "stream",
            "name": "stdout",
            "text": "/tmp/ipykernel_12/345.py:1: a\n<object at 0x7fa14a465fd0>",
        }
    )
    notebooks._normalize(output)
    assert output.text == "cell.py:1: a\n<object at 0x…>"
