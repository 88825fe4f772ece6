"""The plugin's verdicts on calls of random signatures against jaxtyping's: ``python benchmarks/jaxtyping_calls.py``.

The signatures and tensors are those of the test of the same question, which takes fewer of them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.path[:0] = [str(TESTS / folder) for folder in ("typing", "shape", "mypy_plugin/jaxtyping")]
    from test_random_calls import disagreements

    with tempfile.TemporaryDirectory() as folder:
        accepted, refused, wrong = disagreements(Path(folder), options.calls, options.seed)
    print(f"jaxtyping accepts {accepted} and refuses {refused} calls; the plugin judges {len(wrong)} otherwise")
    for call in wrong:
        print(f"  {call}")


if __name__ == "__main__":
    main()
