"""mypy with the plugin over files of the README's and of ``examples``, which it holds to no variable's first type."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from checkers import CONFIGURATION, mypy_cache

__all__ = ["mypy"]

# In the files and not in the configuration, so that what mypy knows of torch serves every test.
REDEFINITION = "\n# mypy: allow-redefinition\n"


def mypy(folder: Path, sources: Mapping[str, str]) -> dict[str, list[tuple[int, str, str]]]:
    """Errors and notes by file: line, severity, message."""
    (folder / "mypy.ini").write_text(CONFIGURATION["plugin.ini"])
    for name, text in sources.items():
        (folder / name).write_text(text + REDEFINITION)
    cache = str(mypy_cache("plugin.ini"))
    command = [sys.executable, "-m", "mypy", "--cache-dir", cache, "--no-error-summary", *sources]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for name, line, severity, message in re.findall(r"^(\w+\.py):(\d+): (error|note): (.*)$", done.stdout, re.M):
        found[name].append((int(line), severity, message))
    return found
