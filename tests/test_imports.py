"""Which module imports which: none comes back to itself, not even by imports inside functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import typed_torch

PACKAGE = Path(typed_torch.__file__).parent


def _modules() -> dict[str, ast.Module]:
    """The package's modules, parsed, by their names."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = ast.parse(path.read_text())
    return found


def _imported(module: ast.Module) -> Iterator[tuple[str, str]]:
    """What each import in ``module`` names, and where it would be if that is no module."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", str(node.module)) for alias in node.names)


def _circle(modules: dict[str, ast.Module]) -> list[str]:
    """Modules that import each other, the first one again at the end; none if there are no such."""
    graph = {
        name: {next((m for m in wanted if m in modules), name) for wanted in _imported(module)} - {name}
        for name, module in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return []


def test_no_modules_import_each_other() -> None:
    assert _circle(_modules()) == []


@pytest.mark.parametrize("back", ["import p.a", "from p import a", "from p.a import x", "def g(): from p import a"])
def test_a_circle_is_found(back: str) -> None:
    modules = {"p": "", "p.a": "from p.b import f", "p.b": back}
    assert set(_circle({name: ast.parse(text) for name, text in modules.items()})) == {"p.a", "p.b"}
