"""mypy with the plugin over files of the README's and of ``examples``, as the README says to configure it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

__all__ = ["mypy"]

CACHE = Path(__file__).parents[2] / ".mypy_cache" / "tests" / "examples"
CONFIGURATION = "[mypy]\nstrict = True\nallow_redefinition = True\nplugins = typed_torch.mypy_plugin\n"


def mypy(folder: Path, sources: Mapping[str, str]) -> dict[str, list[tuple[int, str, str]]]:
    """Errors and notes by file: line, severity, message."""
    (folder / "mypy.ini").write_text(CONFIGURATION)
    for name, text in sources.items():
        (folder / name).write_text(text)
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(CACHE), "--no-error-summary", *sources]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for name, line, severity, message in re.findall(r"^(\w+\.py):(\d+): (error|note): (.*)$", done.stdout, re.M):
        found[name].append((int(line), severity, message))
    return found
