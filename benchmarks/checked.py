"""What checking costs while it runs: a call, and a training loop; and whether all agree on what fits."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import beartype
import torch
import verdicts
from jaxtyping import jaxtyped
from paired import paired

import typed_torch as tt
from typed_torch import Float32, Tensor

EXAMPLES = Path(__file__).parents[1] / "examples"
N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
CASES, PLUGIN_CASES = 10_000, 1_000


def main() -> None:
    """Print every number."""
    torch.set_num_threads(1)
    _call()
    _training()
    _verdicts()


def scale(x: Tensor[tuple[N, C], Float32], w: Tensor[tuple[C], Float32], b: Tensor[tuple[N], Float32]) -> None:
    """Three tensors that share two sizes."""


def asserted(x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> None:
    """The same, its checks written by hand."""
    assert x.dtype is w.dtype is b.dtype is torch.float32
    n, c = x.shape
    assert w.shape == (c,)
    assert b.shape == (n,)


def _call() -> None:
    arguments = torch.zeros(4, 6), torch.zeros(6), torch.zeros(4)
    functions = {
        "asserts by hand": asserted,
        "checked": tt.checked(scale),
        "jaxtyped and beartype": jaxtyped(scale, typechecker=beartype.beartype),
        "unchecked": scale,
    }
    times = paired({name: lambda f=f: f(*arguments) for name, f in functions.items()})  # type: ignore[misc]
    for name, (seconds, ratio) in times.items():
        print(f"three tensors sharing two sizes, {name}: {seconds * 1e6:.2f} µs, {ratio:.2f} of asserts by hand")
    share = times["checked"][0] / times["jaxtyped and beartype"][0]
    print(f"checked / jaxtyped: {share:.3f} (at most 0.1); checked / asserts: {times['checked'][1]:.2f} (at most 2.5)")


def _training() -> None:
    sys.path.insert(0, str(EXAMPLES))
    plain: Any = importlib.import_module("network")
    del sys.modules["network"]
    with tt.install_hook("network"):
        checked: Any = importlib.import_module("network")
    images, labels = torch.rand(32, 1, 8, 8), torch.randint(0, 10, (32,))
    steps = {"unchecked": _step(plain, images, labels), "checked": _step(checked, images, labels)}
    times = paired(steps, calls=10, rounds=61)
    for name, (seconds, ratio) in times.items():
        print(f"a training step of the demo, {name}: {seconds * 1e3:.2f} ms, ratio {ratio:.3f} (at most 1.03)")


def _step(module: Any, images: torch.Tensor, labels: torch.Tensor) -> Callable[[], None]:
    torch.manual_seed(0)
    net = module.ResidualNet("GroupNorm")
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)

    def step() -> None:
        loss = torch.nn.functional.cross_entropy(net(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def _verdicts() -> None:
    differ, fit = 0, 0
    for case in verdicts.cases(CASES):
        found = set(verdicts.verdicts(case).values())
        differ += len(found) > 1
        fit += found == {True}
    print(f"verdicts on {CASES} random calls, {fit} of which fit: {differ} differ from jaxtyping's")
    ours = [case for case in verdicts.cases(3 * PLUGIN_CASES, seed=1) if not case.has_several][:PLUGIN_CASES]
    differ = sum(verdicts.of_plugin(case) != verdicts.of_checked(case) for case in ours)
    print(f"verdicts on {len(ours)} random calls: {differ} differ from the plugin's")


if __name__ == "__main__":
    main()
