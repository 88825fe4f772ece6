"""The demo: check four networks, plant bugs in them, train one, and draw figure 1 of the GroupNorm paper in small.

Wu and He, Group Normalization, https://arxiv.org/abs/1803.08494.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import torch
from network import Kind
from planted import check, networks, plant
from tqdm import tqdm
from training import Digits, digits, steps, test_error

BATCH_SIZES = (32, 16, 8, 4, 2)
KINDS: tuple[Kind, ...] = ("GroupNorm", "BatchNorm")
SEEDS = (0,)
PLOT = Path("out/digits.png")

Errors = Mapping[Kind, Mapping[int, float]]


def main() -> None:
    """Run the demo; every number it prints is measured in this run."""
    start = time.perf_counter()
    torch.set_num_threads(1)  # the tensors are too small to share out
    _check_types()
    errors = _train(digits())
    _print_table(errors)
    _plot(errors)
    print(f"\nThe plot is in {PLOT}. All of it took {time.perf_counter() - start:.0f} s.")


def _check_types() -> None:
    sources = networks()
    planted = {name: plant(name, source) for name, source in sources.items()}
    with tempfile.TemporaryDirectory() as folder:
        print(f"$ mypy --strict {' '.join(f'{name}.py' for name in sources)}, with the plugin")
        print(check(sources, Path(folder)))
        print("The same with bugs planted:")
        report = check({name: text for name, (text, _) in planted.items()}, Path(folder)).splitlines()
    for name, (text, places) in planted.items():
        print()
        for number, bug in sorted(places.items()):
            print(f"{bug.name}, {name}.py, line {number}:  {text.splitlines()[number - 1].strip()}")
        print()
        print("\n".join(line for line in report if line.startswith(f"{name}.py:")))
    print(f"\n{report[-1]}\n")


def _train(data: Digits) -> Errors:
    print(f"Training on {len(data.labels)} digits, testing on {len(data.test_labels)}")
    total = sum(steps(data, size) for size in BATCH_SIZES) * len(KINDS) * len(SEEDS)
    errors: dict[Kind, dict[int, float]] = {kind: {} for kind in KINDS}
    with tqdm(total=total, unit="step", mininterval=0.5) as bar:
        for size in BATCH_SIZES:
            for kind in KINDS:
                bar.set_description(f"{kind}, batch {size}")
                runs = [test_error(kind, data, size, seed, bar.update) for seed in SEEDS]
                errors[kind][size] = statistics.mean(runs)
    return errors


def _print_table(errors: Errors) -> None:
    print("\ntest error in percent, by images a step")
    print(f"{'':<12}" + "".join(f"{size:>8}" for size in BATCH_SIZES))
    for kind, by_size in errors.items():
        print(f"{kind:<12}" + "".join(f"{by_size[size]:>8.1f}" for size in BATCH_SIZES))


def _plot(errors: Errors) -> None:
    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4), layout="constrained")
    for (kind, by_size), color, marker in zip(errors.items(), ("#c0392b", "#2471a3"), "os", strict=True):
        sizes: Sequence[int] = list(by_size)
        axes.plot(sizes, [by_size[size] for size in sizes], marker=marker, color=color, label=kind)
    axes.set_xscale("log", base=2)
    axes.set_xticks(BATCH_SIZES, [str(size) for size in BATCH_SIZES])
    axes.invert_xaxis()
    axes.set_ylim(bottom=0)
    axes.set_xlabel("images a step")
    axes.set_ylabel("test error, %")
    axes.set_title("Handwritten digits, residual network")
    axes.grid(alpha=0.3)
    axes.legend()
    PLOT.parent.mkdir(exist_ok=True)
    figure.savefig(PLOT, dpi=150)
    pyplot.close(figure)


if __name__ == "__main__":
    main()
