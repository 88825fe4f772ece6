"""Running the five type checkers over a folder of files, as a user with an installed wheel would."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

__all__ = [
    "CHECKERS",
    "CONFIGURATION",
    "EVERY_CHECKER",
    "HERE",
    "MYPY",
    "Diagnostics",
    "check",
    "mistakes",
    "mypy_cache",
    "table",
]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# Tests that run mypy share one process: they share caches, which outlive a run of the tests.
MYPY = pytest.mark.xdist_group("mypy")
BIN = Path(sys.executable).parent

# For each file and line, the messages reported there as errors; mypy's with their notes and code.
Diagnostics = Mapping[tuple[str, int], list[str]]

_MYPY = "[mypy]\nstrict = True\npython_version = 3.12\n"
CONFIGURATION = {
    "mypy.ini": _MYPY,
    "plugin.ini": _MYPY + "plugins = typed_torch.mypy_plugin\n",
    "pyrightconfig.json": '{"pythonVersion": "3.12"}',
    "pyrefly.toml": 'python-version = "3.12"\n',
    "ty.toml": '[environment]\npython-version = "3.12"\n',
}


def _run(folder: Path, *command: str) -> str:
    """The output of a checker in a copy of ``folder``, away from the project and its configuration."""
    for name, text in CONFIGURATION.items():
        (folder / name).write_text(text)
    program, *arguments = command
    done = subprocess.run([BIN / program, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"{' '.join(command)} exited with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def mypy_cache(name: str) -> Path:
    """Where mypy keeps what it knows of torch, which takes it half a minute to find out."""
    return ROOT / ".mypy_cache" / "tests" / name


def _mypy(config: str) -> Callable[[Path], Diagnostics]:
    def run(folder: Path) -> Diagnostics:
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        cache = mypy_cache(config)
        output = _run(folder, "mypy", "--config-file", config, "--cache-dir", str(cache), "--output", "json", ".")
        for line in output.splitlines():
            if line.startswith("{"):
                item = json.loads(line)
                if item["severity"] == "error":
                    text = "\n".join(filter(None, (item["message"], item["hint"])))
                    found[item["file"], item["line"]].append(f"{text}  [{item['code']}]")
        return found

    return run


def _pyright(folder: Path) -> Diagnostics:
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    output = _run(folder, "pyright", "--pythonpath", sys.executable, "--outputjson", ".")
    for item in json.loads(output)["generalDiagnostics"]:
        if item["severity"] == "error":
            found[Path(item["file"]).name, item["range"]["start"]["line"] + 1].append(item["message"])
    return found


def _pyrefly(folder: Path) -> Diagnostics:
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    output = _run(folder, "pyrefly", "check", "--python-interpreter-path", sys.executable, "--output-format", "json")
    for item in json.loads(output)["errors"]:
        if item["severity"] == "error":
            found[Path(item["path"]).name, item["line"]].append(item["description"])
    return found


def _ty(folder: Path) -> Diagnostics:
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    output = _run(folder, "ty", "check", "--python", str(BIN.parent), "--output-format", "concise", "--color", "never")
    for name, line, message in re.findall(r"^(\S+\.py):(\d+):\d+: error(.*)$", output, re.MULTILINE):
        found[name, int(line)].append(message)
    return found


CHECKERS: Mapping[str, Callable[[Path], Diagnostics]] = {
    "mypy": _mypy("mypy.ini"),
    "mypy + plugin": _mypy("plugin.ini"),
    "pyright": _pyright,
    "pyrefly": _pyrefly,
    "ty": _ty,
}

EVERY_CHECKER = [pytest.param(checker, marks=MYPY if "mypy" in checker else ()) for checker in CHECKERS]


@cache
def check(checker: str, cases: str, scratch: Path) -> Diagnostics:
    """What ``checker`` reports on the files of the folder ``cases``."""
    folder = scratch / f"{cases}-{checker.replace(' + ', '-')}"
    shutil.copytree(HERE / cases, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return CHECKERS[checker](folder)


def mistakes(cases: str = "refused") -> Mapping[tuple[str, int], tuple[str, bool]]:
    """The planted mistakes: what each line gets wrong, and whether it takes the plugin to see it.

    A line says it in a comment, ``# mistake: rank`` or ``# mistake for the plugin: divisibility``.
    """
    planted = {}
    for path in sorted((HERE / cases).glob("*.py")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if found := re.search(r"# mistake( for the plugin)?: (.+)$", line):
                planted[path.name, number] = (found[2], found[1] is not None)
    return planted


def table(results: Mapping[str, Diagnostics]) -> str:
    """The table of ``docs/checkers.md``: of each mistake, how many of its lines each checker reports."""
    planted = mistakes()
    rows = [f"| mistake | {' | '.join(results)} |", "| --- |" + " --- |" * len(results)]
    for kind in dict.fromkeys(planted.values()):
        lines = [place for place, planted_kind in planted.items() if planted_kind == kind]
        caught = [sum(place in found for place in lines) for found in results.values()]
        cells = [f"{n} of {len(lines)}" if n else "no" for n in caught]
        rows.append(f"| {kind[0]} | {' | '.join(cells)} |")
    return "\n".join(rows)
