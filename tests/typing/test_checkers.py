"""mypy with and without the plugin, pyright, pyrefly and ty over correct code and over planted mistakes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from checkers import CHECKERS, HERE, Diagnostics, check, mistakes, table

OWN_CODES = ("[tensor-shape]", "[tensor-dtype]", "[tensor-device]", "[tensor-argument]")
DOCUMENTATION = HERE.parents[1] / "docs" / "checkers.md"


@pytest.fixture(scope="session")
def refused(scratch: Path) -> Mapping[str, Diagnostics]:
    return {checker: check(checker, "refused", scratch) for checker in CHECKERS}


@pytest.mark.parametrize("checker", CHECKERS)
def test_correct_code_is_accepted(checker: str, scratch: Path) -> None:
    assert check(checker, "accepted", scratch) == {}


def test_the_plugin_gives_exact_types(scratch: Path) -> None:
    assert check("mypy + plugin", "refined", scratch) == {}


@pytest.mark.parametrize("checker", CHECKERS)
def test_every_mistake_is_reported_and_nothing_else(checker: str, refused: Mapping[str, Diagnostics]) -> None:
    expected = {place for place, (_, plugin) in mistakes().items() if not plugin or checker == "mypy + plugin"}
    reported = set(refused[checker])
    assert expected - reported == set()
    assert reported - set(mistakes()) == set()


def test_the_plugin_says_what_is_wrong_once_and_in_its_own_words(refused: Mapping[str, Diagnostics]) -> None:
    for place, messages in refused["mypy + plugin"].items():
        assert len(messages) == 1, (place, messages)
        mistake, _ = mistakes()[place]
        if mistake.startswith("declared"):  # mypy compares what is declared by itself, and names both types
            assert len(re.findall(r'"(?:int"|(?:Tensor|Block|Literal)\[)', messages[0])) == 2, messages
        else:
            assert messages[0].endswith(OWN_CODES), messages


def test_the_table_in_the_documentation_is_the_measured_one(refused: Mapping[str, Diagnostics]) -> None:
    print(table(refused))
    assert table(refused) in DOCUMENTATION.read_text()
