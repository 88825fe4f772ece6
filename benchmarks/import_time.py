"""How long ``import typed_torch`` takes in a fresh interpreter, above starting it."""

from __future__ import annotations

import statistics
import subprocess
import sys

CODE = """
import sys, time
start = time.perf_counter()
import typed_torch
print((time.perf_counter() - start) * 1e3, "torch" in sys.modules)
"""


def main() -> None:
    """Print the median over fresh interpreters, and whether torch was imported."""
    runs = [
        subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True, text=True).stdout.split()
        for _ in range(21)
    ]
    milliseconds = statistics.median(float(time) for time, _ in runs)
    imported = {torch for _, torch in runs}
    print(f"import typed_torch: {milliseconds:.1f} ms (under 30), torch imported: {', '.join(sorted(imported))}")


if __name__ == "__main__":
    main()
