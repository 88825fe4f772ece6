"""What the documentation shows is what happens."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import torch
from checkers import CHECKERS, MYPY
from checking import mypy

import typed_torch as tt

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def _block(language: str, starting_with: str) -> str:
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    (found,) = (block for block in blocks if block.startswith(starting_with))
    return found


def test_the_readme_example_raises_what_the_readme_shows() -> None:
    with pytest.raises(tt.ShapeError) as caught:
        exec(_block("python", "from typing"), {})
    shown = _block("console", "$ python example.py").split("\n", 1)[1]
    assert f"typed_torch.errors.ShapeError: {caught.value}\n" == shown


def test_the_checked_example_raises_what_the_readme_shows() -> None:
    with pytest.raises(tt.ShapeError) as caught:
        exec(_block("python", "import torch\nimport typed_torch"), {})
    shown = _block("console", "$ python scale.py").split("\n", 1)[1]
    assert f"typed_torch.errors.ShapeError: {caught.value}\n" == shown


@MYPY
def test_mypy_says_of_the_readme_example_what_the_readme_shows(scratch: Path) -> None:
    folder = scratch / "readme"
    folder.mkdir()
    (folder / "example.py").write_text(_block("python", "from typing"))
    ((place, messages),) = CHECKERS["mypy + plugin"](folder).items()
    (message,) = messages
    headline, *table = message.removesuffix("  [tensor-shape]").splitlines()
    where = f"{place[0]}:{place[1]}"
    lines = [f"{where}: error: {headline}  [tensor-shape]", *(f"{where}: note: {row}" for row in table)]
    assert _block("console", "$ mypy example.py") == "\n".join(["$ mypy example.py", *lines, ""])


@MYPY
def test_mypy_says_of_the_module_in_the_readme_what_the_readme_shows(tmp_path: Path) -> None:
    found = mypy(tmp_path, {"classifier.py": _block("python", "import torch\nfrom torch import nn")})
    shown = _block("console", "$ mypy classifier.py").splitlines()[1:]
    said = [f"classifier.py:{line}: {kind}: {message}" for line, kind, message in found["classifier.py"]]
    assert [line.removesuffix("  [tensor-shape]") for line in said] == [
        line.removesuffix("  [tensor-shape]") for line in shown
    ]


def test_the_page_of_rules_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "docs")
    generate = importlib.import_module("generate")
    assert (ROOT / "docs" / "rules.md").read_text() == generate.rules_page()


def test_the_picture_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "docs")
    generate = importlib.import_module("generate")
    assert (ROOT / "docs" / "diagram.svg").read_text() == generate.picture()


def test_links_between_pages_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


PUBLIC = (
    tt.Tensor, tt.parse, tt.checked, tt.unchecked, tt.install_hook, tt.convert, tt.diagram, tt.full, tt.nn.GroupNorm,
    tt.nn.functional.group_norm,
)  # fmt: skip


@pytest.mark.parametrize("public", PUBLIC, ids=lambda public: public.__name__)
def test_public_docstrings_say_what_is_raised_and_show_an_example_that_holds(public: Any) -> None:
    assert "Raises:" in public.__doc__
    (examples,) = doctest.DocTestFinder(recurse=False).find(public, globs={"torch": torch, public.__name__: public})
    assert examples.examples
    assert doctest.DocTestRunner().run(examples).failed == 0
