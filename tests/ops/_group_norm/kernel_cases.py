"""Cases for the fused kernels, and what they should give: the definition in float64 on the CPU, and ATen."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F

from typed_torch.ops._group_norm import aten, fused, tiers

__all__ = [
    "DTYPES", "FORMATS", "TIERS", "Results", "assert_accurate", "case", "eager", "error", "fits", "plainly",
    "reference", "run", "tolerance",
]  # fmt: skip

TIERS: list[tiers.Tier] = ["resident", "streamed", "split", "pipelined"]
FORMATS = {4: torch.channels_last, 5: torch.channels_last_3d}
DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]
Results = dict[str, torch.Tensor]


def run(
    x: torch.Tensor, groups: int, w: torch.Tensor | None = None, b: torch.Tensor | None = None,
    dy: torch.Tensor | None = None, eps: float = 1e-5, activation: str | None = None,
) -> Results:  # fmt: skip
    """Result and gradients by the kernels."""
    return _differentiated(fused.group_norm, x, groups, w, b, dy, eps, activation)


def reference(
    x: torch.Tensor, groups: int, w: torch.Tensor | None = None, b: torch.Tensor | None = None,
    dy: torch.Tensor | None = None, eps: float = 1e-5, activation: str | None = None,
) -> Results:  # fmt: skip
    """The same in float64 on the CPU."""
    w, b, dy = (t if t is None else t.detach().cpu().double() for t in (w, b, dy))
    return _differentiated(plainly, x.detach().cpu().double().contiguous(), groups, w, b, dy, eps, activation)


def eager(
    x: torch.Tensor, groups: int, w: torch.Tensor | None = None, b: torch.Tensor | None = None,
    dy: torch.Tensor | None = None, eps: float = 1e-5, activation: str | None = None,
) -> Results:  # fmt: skip
    """The same by ATen, on the device and in the dtypes given."""
    return _differentiated(aten.group_norm, x, groups, w, b, dy, eps, activation)


def plainly(
    x: torch.Tensor, groups: int, w: torch.Tensor | None, b: torch.Tensor | None, eps: float, activation: str | None
) -> torch.Tensor:
    """The definition: two passes over each group."""
    grouped = x.reshape(x.shape[0], groups, -1)
    mean = grouped.mean(-1, keepdim=True)
    variance = (grouped - mean).square().mean(-1, keepdim=True)
    y = ((grouped - mean) / (variance + eps).sqrt()).reshape(x.shape)
    shape = (1, -1, *(1,) * (x.dim() - 2))
    y = y if w is None else y * w.reshape(shape)
    y = y if b is None else y + b.reshape(shape)
    return F.silu(y) if activation == "silu" else y


def _differentiated(
    function: Callable[..., torch.Tensor], x: torch.Tensor, groups: int, w: torch.Tensor | None,
    b: torch.Tensor | None, dy: torch.Tensor | None, eps: float, activation: str | None,
) -> Results:  # fmt: skip
    x, w, b = (t if t is None else t.detach().requires_grad_() for t in (x, w, b))
    y = function(x, groups, w, b, eps, activation)
    names = [name for name, t in (("dx", x), ("dw", w), ("db", b)) if t is not None]
    inputs = [t for t in (x, w, b) if t is not None]
    found = torch.autograd.grad(y, inputs, torch.ones_like(y) if dy is None else dy)
    return {"y": y.detach(), **dict(zip(names, found, strict=True))}


def error(found: torch.Tensor, expected: torch.Tensor) -> float:
    """The relative error in the Euclidean norm; 0 for two results of zeros."""
    difference = torch.linalg.vector_norm(found.double().cpu() - expected)
    return float(difference / torch.linalg.vector_norm(expected).clamp_min(1e-300))


def assert_accurate(found: Results, expected: Results, tolerance: float) -> None:
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert not torch.isnan(found[name]).any(), name
        assert error(found[name], value) <= tolerance, name


def tolerance(dtype: torch.dtype) -> float:
    """A few roundings of the accumulator, or half of one of the result."""
    return {torch.float64: 1e-13, torch.float32: 3e-6, torch.bfloat16: 2.0**-8, torch.float16: 2.0**-11}[dtype]


def case(
    shape: tuple[int, ...], dtype: torch.dtype, device: torch.device, channels_last: bool = False
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """x, weight, bias and dy."""
    x, dy = torch.randn(2, *shape, dtype=torch.float64)
    x = x * 2 + 3
    w, b = torch.randn(2, shape[1], dtype=torch.float64)
    if channels_last:
        x, dy = (t.contiguous(memory_format=FORMATS[len(shape)]) for t in (x, dy))
    x, w, b, dy = (t.to(device, dtype) for t in (x, w, b, dy))
    return x, w, b, dy


def fits(
    tier: tiers.Tier, shape: tuple[int, ...], groups: int, dtype: torch.dtype, channels_last: bool = False
) -> bool:
    """Whether a tier takes a shape, forward and backward; which ones it should is for the tests of the table."""
    pixels = torch.Size(shape[2:]).numel()
    sizes = shape[0], shape[1], pixels, groups, dtype.itemsize, channels_last or pixels == 1
    try:
        for backward in (False, True):
            tiers.plan(tiers.Problem(*sizes, backward), 132, tier)
    except ValueError:
        return False
    return not channels_last or len(shape) in FORMATS
