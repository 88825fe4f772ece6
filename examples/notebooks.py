"""Run the notebooks beside this file in new kernels, and write what they show into them: ``make notebooks``."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = ("group_norm.ipynb", "find_the_bug.ipynb")
EXAMPLES = Path(__file__).parent


def executed(name: str, environment: Mapping[str, str]) -> Any:
    """The notebook ``name`` as it is when all its cells have been run in a new kernel.

    The kernel writes into a temporary folder alone, where it also works.
    """
    notebook = nbformat.read(EXAMPLES / name, as_version=4)
    for cell in notebook.cells:
        cell.get("outputs", []).clear()
    with tempfile.TemporaryDirectory() as folder, _homes(folder, environment):
        client = NotebookClient(
            notebook, timeout=600, kernel_name="python3", record_timing=False, resources={"metadata": {"path": folder}}
        )
        client.execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        if "outputs" in cell:
            cell.outputs = _joined(cell.outputs)
            for output in cell.outputs:
                _normalize(output)
    return notebook


def _joined(outputs: list[Any]) -> list[Any]:
    """``outputs`` with what came in several pieces, as it happened to be sent, in one."""
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


@contextmanager
def _homes(folder: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Let Jupyter, IPython and mypy keep their files in ``folder``."""
    kinds = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "MYPY_CACHE_DIR")
    homes = {kind: os.path.join(folder, f".{kind.lower()}") for kind in kinds}
    before = dict(os.environ)
    # One thread: sums are then added in the same order on every machine.
    os.environ.update({**homes, "OMP_NUM_THREADS": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1", **environment})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _normalize(output: Any) -> None:
    """Take out what differs from run to run: where files of cells are, and addresses."""
    for holder in (output, output.get("data", {})):
        for key, value in list(holder.items()):
            if isinstance(value, str):
                holder[key] = _without_places(value)
    if "traceback" in output:
        output["traceback"] = [_without_places(line) for line in output["traceback"]]


def _without_places(text: str) -> str:
    text = re.sub(r"\S*ipykernel_\d+[/\\]\d+\.py", "cell.py", text)
    return re.sub(r"\b0x[0-9a-f]{6,}\b", "0x…", text)


def main() -> None:
    """Write what each notebook shows now into its file."""
    for name in sys.argv[1:] or NOTEBOOKS:
        nbformat.write(executed(name, {}), EXAMPLES / name)


if __name__ == "__main__":
    main()
