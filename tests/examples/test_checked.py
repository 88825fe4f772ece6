"""The networks under mypy with the plugin: no error, only signatures annotated, and what planted mistakes bring out."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from checking import mypy
from planted import BUGS, Bug, plant
from running import NETWORKS, source

pytestmark = pytest.mark.xdist_group("mypy")


def test_every_network_is_accepted(tmp_path: Path) -> None:
    assert mypy(tmp_path, {f"{name}.py": source(name) for name in NETWORKS}) == {}


@pytest.mark.parametrize("network", NETWORKS)
def test_nothing_is_annotated_but_signatures(network: str) -> None:
    text = source(network)
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    assert not [node for function in functions for node in ast.walk(function) if isinstance(node, ast.AnnAssign)]
    assert "cast(" not in text
    assert "type: ignore" not in text


def revealing(text: str) -> str:
    """``text`` with every local variable of a ``forward`` revealed after it is assigned."""
    lines = text.split("\n")
    after: dict[int, list[str]] = defaultdict(list)
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef) and function.name == "forward":
            for node in ast.walk(function):
                if isinstance(node, ast.Assign):
                    names = [
                        each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)
                    ]
                    indent = " " * node.col_offset
                    after[node.end_lineno or 0] += [f"{indent}_reveal({name})" for name in names]
    found = []
    for number, line in enumerate(lines, 1):
        found += [line, *after[number]]
    return "\n".join(found).replace(
        "from __future__ import annotations\n",
        "from __future__ import annotations\n\nfrom typed_torch import reveal as _reveal\n",
        1,
    )


def test_results_in_forward_are_known(tmp_path: Path) -> None:
    found = mypy(tmp_path, {f"{name}.py": revealing(source(name)) for name in NETWORKS})
    revealed = [message for notes in found.values() for _, _, message in notes if message.startswith("reveal: ")]
    unknown = [each for each in revealed if re.search(r"\?|\.\.\.|Any|torch\.|\bint\b", each)]
    print(f"{len(revealed) - len(unknown)} of {len(revealed)} results in forward have a known shape")
    assert len(revealed) > 60
    assert not unknown


class Reported(NamedTuple):
    """The line of a bug, the lines with errors, and the lines that their messages name."""

    place: int
    lines: list[int]
    named: list[int]


def _errors(folder: Path, bugs: Sequence[Bug]) -> list[Reported]:
    sources, places = {}, {}
    for number, bug in enumerate(bugs):
        name = f"bug_{number:03}.py"
        sources[name], places[name] = plant(source(bug.network), bug)
    found = mypy(folder, sources)
    return [
        Reported(
            places[name],
            [line for line, severity, _ in found.get(name, []) if severity == "error"],
            [int(line) for _, _, message in found.get(name, []) for line in re.findall(r"\bline (\d+)", message)],
        )
        for name in sources
    ]


def test_a_bug_of_each_kind_is_reported(tmp_path: Path) -> None:
    of_kinds = defaultdict(list)
    for bug in BUGS:
        of_kinds[bug.kind].append(bug)
    chosen = [bugs[len(bugs) // 2] for bugs in of_kinds.values()]
    errors = _errors(tmp_path, chosen)
    assert [bug for bug, each in zip(chosen, errors, strict=True) if bool(each.lines) is not bug.is_seen] == []


@pytest.mark.slow
def test_planted_bugs_are_reported(tmp_path: Path) -> None:
    errors = _errors(tmp_path, BUGS)
    at_their_line = sum(each.place in each.lines for each in errors)
    named = sum(each.place in each.named and each.place not in each.lines for each in errors)
    missed = [bug for bug, each in zip(BUGS, errors, strict=True) if not each.lines]
    kinds = {bug.kind for bug in BUGS}
    print(
        f"{len(BUGS) - len(missed)} of {len(BUGS)} planted bugs of {len(kinds)} kinds are reported, "
        f"{at_their_line} at their line, {named} by a message that names it, the others where what they changed is used"
    )
    for bug in missed:
        print(f"  not reported: {bug.network}, {bug.kind}: {bug.wrong}")
    assert missed == [bug for bug in BUGS if not bug.is_seen]
