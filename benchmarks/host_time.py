"""What a call of the fused kernels costs the CPU: Triton's own launcher, and a driver that launches nothing.

Beside it the same launches by Triton alone, ``kernel[grid](...)`` with every tensor made before.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from paired import paired
from planned import planned
from pretended import PretendedGPU

import typed_torch as tt
from typed_torch.ops._group_norm import tiers

SHAPE, NUM_GROUPS = (2, 64, 8, 8), 8


def _launched_by_triton(is_backward: bool, tensors: dict[str, torch.Tensor | None]) -> Callable[[], None]:
    """The launches of one call, each looked up by Triton."""
    from typed_torch.ops._group_norm import launch

    x = tensors["x_ptr"]
    assert x is not None
    of_input = (x.shape, x.itemsize, torch.contiguous_format, NUM_GROUPS, x.device)
    launches = (
        launch.backward_launches(*of_input, True, True, True)
        if is_backward
        else launch.forward_launches(*of_input, 1e-5, True)
    )
    everything = tensors | {name: torch.empty(shape) for name, shape in launches.scratch.items()}
    calls = [
        (step.kernel, step.grid, {name: everything[name] for name in step.tensors}, step.others, step.options)
        for step in launches.steps
    ]

    def launch_all() -> None:
        for kernel, grid, given, others, options in calls:
            kernel[grid](**given, **others, **options)

    return launch_all


def _rows(tier: tiers.Tier) -> dict[str, Callable[[], object]]:
    x, weight, bias = torch.randn(SHAPE), torch.ones(SHAPE[1]), torch.zeros(SHAPE[1])
    statistics = torch.zeros(SHAPE[0], NUM_GROUPS)
    tensors: dict[str, torch.Tensor | None] = {
        "weight_ptr": weight, "bias_ptr": bias, "mean_ptr": statistics, "rstd_ptr": statistics,
        "x_ptr": x, "y_ptr": x, "dy_ptr": x, "dx_ptr": x, "dweight_ptr": weight, "dbias_ptr": bias,
    }  # fmt: skip
    tracked = [tensor.detach().requires_grad_() for tensor in (x, weight, bias)]
    function, operator = tt.nn.functional.group_norm, torch.ops.typed_torch.group_norm_forward
    y = function(tracked[0], NUM_GROUPS, *tracked[1:], activation="silu")
    return {
        f"{tier} forward by Triton alone": _launched_by_triton(False, tensors),
        f"{tier} forward": lambda: function(x, NUM_GROUPS, weight, bias, activation="silu"),
        f"{tier} forward, requires_grad": lambda: function(tracked[0], NUM_GROUPS, *tracked[1:], activation="silu"),
        f"{tier} forward, the operator": lambda: operator(x, NUM_GROUPS, weight, bias, 1e-5, "silu"),
        f"{tier} backward by Triton alone": _launched_by_triton(True, tensors),
        f"{tier} backward, by autograd": lambda: torch.autograd.grad(y, tracked, x, retain_graph=True),
    }


def main() -> None:
    """Print microseconds and ratios; needs ``pretended.VARIABLES``, as `make bench` sets them."""
    torch.set_num_threads(1)
    gpu = PretendedGPU()
    print(f"CPU time of fused calls, {SHAPE} float32, SiLU, torch {torch.__version__}, no GPU")
    print(f"{'what':<36} {'launches':>8} {'µs':>7} {'ratio to Triton alone':>22}")
    for tier in ("resident", "split"):
        with planned(lambda problem, count, tier=tier: tiers.plan(problem, count, tier)):
            rows = _rows(tier)
            names = list(rows)
            for group in (names[:4], names[4:]):
                times = paired({name: rows[name] for name in group}, calls=500)
                for name in group:
                    before = gpu.launches
                    rows[name]()
                    seconds, ratio = times[name]
                    print(f"{name:<36} {gpu.launches - before:8} {seconds * 1e6:7.2f} {ratio:22.3f}")


if __name__ == "__main__":
    main()
