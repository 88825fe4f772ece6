"""What a notebook shows of a tensor beside its values: dtype, device, shape, and how the values are distributed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from typed_torch._hints import spec_of

__all__ = ["MOST_LOOKED_AT", "Summary", "summary_of"]

MOST_LOOKED_AT = 1 << 20
"""Elements that are looked at; of a larger tensor, evenly spaced ones."""

_BARS = 24
_DEVICES = ("cpu", "cuda", "mps", "xpu")


@dataclass(frozen=True)
class Summary:
    """What there is to say of a tensor.

    Attributes:
        spec: dtype, device and shape, in the words of ``tt.reveal``.
        counts: elements under each bar, of equal widths from ``low`` to ``high``; empty if there is nothing to draw.
        low: the left end, in words.
        high: the right end, in words.
        notes: what else there is to say, a line each.
    """

    spec: str
    counts: tuple[int, ...] = ()
    low: str = ""
    high: str = ""
    notes: tuple[str, ...] = ()


def summary_of(x: torch.Tensor) -> Summary | None:
    """What there is to say of ``x``; ``None`` if it is no plain tensor with values of its own.

    It draws no random numbers, and copies ``MOST_LOOKED_AT`` elements at most from a device.
    """
    if not _is_plain(x):
        return None
    spec = str(spec_of(x))
    if x.numel() < 2:
        return Summary(spec, notes=() if x.numel() else ("no elements",))
    with torch.no_grad():
        looked_at = _sample(x.detach()).cpu()
        return _described(spec, looked_at, x.numel())


def _is_plain(x: torch.Tensor) -> bool:
    """Whether ``x`` is a tensor of torch's own class with values that can be read as they lie."""
    return (
        type(x) in (torch.Tensor, torch.nn.Parameter)
        and x.layout is torch.strided
        and x.device.type in _DEVICES
        and not x.is_nested
        and not x.is_quantized
        and not torch._C._functorch.is_functorch_wrapped_tensor(x)
        and not torch._is_functional_tensor(x)
        and not torch._C._len_torch_dispatch_stack()
    )


def _sample(x: torch.Tensor) -> torch.Tensor:
    """``x``, or evenly spaced elements of it, as a view: nothing is copied on the device but these."""
    steps = [1] * x.dim()
    kept = list(x.shape)
    while math.prod(kept) > MOST_LOOKED_AT:
        longest = max(range(x.dim()), key=kept.__getitem__)
        # By odd steps rather than by powers of two, which would meet the same heads or channels again and again.
        steps[longest] += 2
        kept[longest] = math.ceil(x.shape[longest] / steps[longest])
    return x[tuple(slice(None, None, step) for step in steps)]


def _described(spec: str, looked_at: torch.Tensor, total: int) -> Summary:
    notes = []
    if looked_at.numel() < total:
        notes.append(f"{looked_at.numel():,} of {total:,} elements looked at, evenly spaced")
    if looked_at.dtype.is_complex:
        looked_at = looked_at.to(torch.complex128).abs()
        notes.append("absolute values")
    is_bool, is_integer = looked_at.dtype is torch.bool, not looked_at.dtype.is_floating_point
    values = looked_at.to(torch.float64).flatten()
    finite = values[values.isfinite()]
    notes += _not_finite(values, finite.numel())
    if not finite.numel():
        return Summary(spec, notes=tuple(notes))
    low, high = finite.min().item(), finite.max().item()
    if low == high:
        return Summary(spec, notes=(f"every {'finite ' * (len(finite) < len(values))}element is {_words(low)}", *notes))
    if is_bool:
        true = int(finite.sum().item())
        return Summary(spec, (finite.numel() - true, true), "False", "True", (f"{true:,} True", *notes))
    # Scaled first: the range of float64 itself is no float64.
    largest = max(abs(low), abs(high))
    scaled = finite / largest
    mean, deviation = scaled.mean().item() * largest, scaled.std().item() * largest
    # A bar for each integer where there are few.
    bars = int(high - low) + 1 if is_integer and high - low < _BARS else _BARS
    places = (scaled - low / largest) / (high / largest - low / largest) * (bars if bars == _BARS else bars - 1)
    places = places.floor() if bars == _BARS else places.round()
    counts = torch.bincount(places.long().clamp_(0, bars - 1), minlength=bars).tolist()
    ends = (str(int(low)), str(int(high))) if is_integer and largest < 2**53 else (_words(low), _words(high))
    return Summary(spec, tuple(counts), *ends, (f"mean {_words(mean)}, std {_words(deviation)}", *notes))


def _not_finite(values: torch.Tensor, finite: int) -> list[str]:
    if finite == values.numel():
        return []
    nan = int(values.isnan().sum().item())
    counted = {
        "NaN": nan,
        "inf": int((values == math.inf).sum().item()),
        "-inf": int((values == -math.inf).sum().item()),
    }
    said = ", ".join(f"{count:,} {name}" for name, count in counted.items() if count)
    return [f"{said}, not drawn"]


def _words(number: float) -> str:
    return f"{number:.3g}"
