"""mypy with and without the plugin, pyright, pyrefly and ty over correct code and over planted mistakes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from checkers import CHECKERS, EVERY_CHECKER, HERE, MYPY, check, mistakes, table

OWN_CODES = ("[tensor-shape]", "[tensor-dtype]", "[tensor-device]", "[tensor-argument]")
DOCUMENTATION = HERE.parents[1] / "docs" / "checkers.md"


@pytest.mark.parametrize("checker", EVERY_CHECKER)
def test_correct_code_is_accepted(checker: str, scratch: Path) -> None:
    assert check(checker, "accepted", scratch) == {}


@MYPY
def test_the_plugin_gives_exact_types(scratch: Path) -> None:
    assert check("mypy + plugin", "refined", scratch) == {}


@pytest.mark.parametrize("checker", EVERY_CHECKER)
def test_every_mistake_is_reported_and_nothing_else(checker: str, scratch: Path) -> None:
    expected = {place for place, (_, plugin) in mistakes().items() if not plugin or checker == "mypy + plugin"}
    reported = set(check(checker, "refused", scratch))
    assert expected - reported == set()
    assert reported - set(mistakes()) == set()


@MYPY
def test_the_plugin_says_what_is_wrong_once_and_in_its_own_words(scratch: Path) -> None:
    for place, messages in check("mypy + plugin", "refused", scratch).items():
        assert len(messages) == 1, (place, messages)
        mistake, _ = mistakes()[place]
        if mistake == "declared size":  # which mypy compares by itself
            assert len(re.findall(r'"(?:int"|(?:Block|Literal)\[)', messages[0])) == 2, messages
        elif mistake == "a plain tensor for a typed one":  # of which nothing is known to compare
            assert messages[0].endswith("check it by tt.parse  [arg-type]"), messages
        elif mistake == "int for a size":  # as at run time
            assert messages[0].endswith("got int: an unknown size is Any  [valid-type]"), messages
        elif mistake == "unpacking":  # which mypy counts by itself, now that it knows how many sizes there are
            assert "to unpack" in messages[0]
        else:
            assert messages[0].endswith(OWN_CODES), messages


@MYPY
def test_the_table_in_the_documentation_is_the_measured_one(scratch: Path) -> None:
    refused = {checker: check(checker, "refused", scratch) for checker in CHECKERS}
    print(table(refused))
    assert table(refused) in DOCUMENTATION.read_text()
