"""Scripts of this folder that pretend to have a GPU, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import planned
import pretended

__all__ = ["printed_by"]


def printed_by(script: str) -> Any:
    """The JSON that ``script`` prints."""
    folders = [str(Path(str(module.__file__)).parent) for module in (planned, pretended)]
    # An empty one would be the working directory, whose typed_torch is not the one installed.
    path = os.pathsep.join(filter(None, [*folders, os.environ.get("PYTHONPATH")]))
    result = subprocess.run(
        [sys.executable, str(Path(__file__).with_name(script))],
        capture_output=True, text=True, check=False, env=os.environ | pretended.VARIABLES | {"PYTHONPATH": path},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)
