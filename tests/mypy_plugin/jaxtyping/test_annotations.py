"""mypy with the plugin over code that uses jaxtyping."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from checkers import CHECKERS, MYPY

CASES = Path(__file__).parent / "cases.txt"


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[str]]:
    folder = tmp_path_factory.mktemp("jaxtyping")
    shutil.copy(CASES, folder / "cases.py")
    return {line: messages for (_, line), messages in CHECKERS["mypy + plugin"](folder).items()}


def _refused() -> dict[int, str]:
    lines = CASES.read_text().splitlines()
    marks = ((number, re.search(r"# refused: ?(\S*)$", line)) for number, line in enumerate(lines, 1))
    return {number: mark[1] for number, mark in marks if mark}


@MYPY
def test_every_mistake_is_reported_and_nothing_else(reported: dict[int, list[str]]) -> None:
    assert set(reported) == set(_refused()), {line: reported.get(line) for line in set(reported) ^ set(_refused())}


@MYPY
def test_a_mistake_has_the_code_of_its_kind(reported: dict[int, list[str]]) -> None:
    for line, code in _refused().items():
        assert not code or any(f"[{code}]" in message for message in reported[line]), reported[line]
