"""How often kernels read and write a tensor, counted in Triton's interpreter.

Run as a script, prints for the benchmark grid, scaled down, how many passes over the tensor our kernels and
Liger-Kernel's make: a pass is one read or write of every element.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from planned import planned
from workloads import MULTIPROCESSORS, WORKLOADS, Workload, tensors

__all__ = ["Traffic", "passes", "recorded"]


class Traffic:
    """Every address that interpreted kernels loaded from or stored to."""

    def __init__(self) -> None:
        self.addresses: list[np.ndarray[Any, Any]] = []

    def passes(self, *tensors: torch.Tensor) -> float:
        """Loads and stores of the elements of ``tensors``, all of one size, over that size."""
        addresses = np.concatenate(self.addresses)
        touched = 0
        for tensor in tensors:
            first = tensor.data_ptr()
            touched += np.count_nonzero((addresses >= first) & (addresses < first + tensor.nbytes))
        return touched / tensors[0].numel()


@contextmanager
def recorded() -> Iterator[Traffic]:
    """Record what interpreted kernels load and store while this lasts; masked-out lanes do neither."""
    from triton.runtime.interpreter import InterpreterBuilder

    traffic = Traffic()
    load, store = InterpreterBuilder.create_masked_load, InterpreterBuilder.create_masked_store

    def recorded_load(self: Any, ptrs: Any, mask: Any, *rest: Any) -> Any:
        traffic.addresses.append(ptrs.data[mask.data.astype(bool)])
        return load(self, ptrs, mask, *rest)

    def recorded_store(self: Any, ptrs: Any, value: Any, mask: Any, *rest: Any) -> Any:
        traffic.addresses.append(ptrs.data[mask.data.astype(bool)])
        return store(self, ptrs, value, mask, *rest)

    InterpreterBuilder.create_masked_load = recorded_load
    InterpreterBuilder.create_masked_store = recorded_store
    try:
        yield traffic
    finally:
        InterpreterBuilder.create_masked_load = load
        InterpreterBuilder.create_masked_store = store


def passes(workload: Workload, channels_last: bool, activation: str | None = "silu") -> tuple[float, float]:
    """Passes of our forward and backward over the small shape, each in the tier of the full one."""
    from typed_torch.ops._group_norm import launch, tiers

    def same_tier(problem: tiers.Problem, _: int) -> tiers.Plan:
        """The plan of itself for a small device, where that is of the tier."""
        tier = workload.tier(channels_last=channels_last, backward=problem.is_backward)
        chosen = tiers.plan(problem, 2)
        return chosen if chosen.tier == tier else tiers.plan(problem, MULTIPROCESSORS, tier)

    x, dy, w, b = tensors(workload.small_shape, channels_last)
    groups = workload.small_groups
    with planned(same_tier):
        with recorded() as forward:
            y, mean, rstd = launch.forward(x, groups, w, b, 1e-5, activation)
        with recorded() as backward:
            dx, *_ = launch.backward(dy, x, groups, w, b, mean, rstd, 1e-5, activation, [True, True, True])
    return forward.passes(x, y), backward.passes(x, dy, dx)


def _liger(workload: Workload) -> tuple[float, float]:
    """The same of Liger-Kernel, without the SiLU, which it leaves to a second call."""
    import interpreted_liger

    x, dy, w, b = (t.float() for t in tensors(workload.small_shape, channels_last=False))
    sizes = x.shape[1], workload.small_groups
    with recorded() as forward:
        y, kept, mean, rstd, _ = interpreted_liger.group_norm_forward(x, *sizes, w, b, interpreted_liger.EPS)
    with recorded() as backward:
        dx, *_ = interpreted_liger.group_norm_backward(dy, kept, w, b, mean, rstd, *sizes)
    return forward.passes(x, y), backward.passes(x, dy, dx)


def main() -> None:
    """Print the table; needs ``TYPED_TORCH_FUSED=always`` and ``TRITON_INTERPRET=1``."""
    print(
        "passes over the tensor: ours with SiLU, contiguous and channels_last | "
        "Liger-Kernel, and with SiLU as a second call"
    )
    print(f"{'':26} {'forward':^32} {'backward':^32}")
    for workload in WORKLOADS:
        layouts = (False, True) if workload.has_channels_last else (False,)
        ours = [passes(workload, channels_last) for channels_last in layouts]
        liger = _liger(workload)
        row = f"{workload.name:26}"
        for direction, extra in ((0, 2), (1, 3)):
            mine = " ".join(f"{made[direction]:5.2f}" for made in ours)
            row += f" {mine:>12} | {liger[direction]:5.2f} {liger[direction] + extra:5.2f} "
        print(row)


if __name__ == "__main__":
    if (os.environ.get("TYPED_TORCH_FUSED"), os.environ.get("TRITON_INTERPRET")) != ("always", "1"):
        sys.exit("set TYPED_TORCH_FUSED=always and TRITON_INTERPRET=1, as `make bench` does")
    main()
