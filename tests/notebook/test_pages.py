"""What the README and the page on notebooks show of a notebook is what one shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "docs" / "notebooks.md"]


def _sessions() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        blocks = re.findall(r"```console\n(In \[.*?)```", page.read_text(), re.DOTALL)
        found += [(page.name, block) for block in blocks]
    return found


@pytest.mark.parametrize(("page", "session"), _sessions(), ids=[page for page, _ in _sessions()])
def test_a_session_prints_what_the_page_shows(page: str, session: str, bare: Any) -> None:
    if page != "README.md":
        bare.run("%load_ext typed_torch\n%typed_torch histograms on")
    for number, part in re.findall(r"In \[(\d+)\]: (.*?)(?=\nIn \[|\Z)", session, re.DOTALL):
        lines = part.rstrip().splitlines()
        typed = [lines[0], *(line.removeprefix("   ...: ") for line in lines[1:] if line.startswith("   ...: "))]
        bare.shell.execution_count = int(number)
        printed = [line.rstrip() for line in bare.run("\n".join(typed)).splitlines()]
        assert printed == lines[len(typed) :]


def test_both_pages_show_one() -> None:
    assert [page for page, _ in _sessions()] == ["README.md", "notebooks.md"]
