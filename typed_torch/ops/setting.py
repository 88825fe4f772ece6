"""Whether the fused kernels run: the environment variable ``TYPED_TORCH_FUSED``, read once, and the machine.

``auto`` (the default) runs them where they are faster, ``always`` wherever they can run, ``never`` nowhere.
With ``always``, ``TRITON_INTERPRET=1`` and Triton installed, tensors on the CPU run them in Triton's interpreter.
"""

from __future__ import annotations

import os
import warnings
from functools import lru_cache
from importlib.util import find_spec

import torch

from typed_torch.errors import TensorTypeWarning

__all__ = ["FUSED", "IS_INTERPRETED", "has_kernels", "multiprocessors", "why_off"]

_VALUES = ("auto", "always", "never")
_LEAST_CAPABILITY = (8, 0)
_INTERPRETED_MULTIPROCESSORS = 132


def _read() -> str:
    value = os.environ.get("TYPED_TORCH_FUSED", "auto")
    if value not in _VALUES:
        raise ValueError(f"TYPED_TORCH_FUSED is {value!r}: choose one of {', '.join(_VALUES)}")
    if value == "always" and not _has_triton():
        warnings.warn(
            "TYPED_TORCH_FUSED is 'always', but Triton is not installed: no fused kernel runs; "
            "pip install 'typed-torch[triton]'",
            TensorTypeWarning,
            stacklevel=2,
        )
    return value


@lru_cache(maxsize=1)
def _has_triton() -> bool:
    return find_spec("triton") is not None


FUSED = _read()
IS_INTERPRETED = FUSED == "always" and os.environ.get("TRITON_INTERPRET") == "1" and _has_triton()


def why_off() -> str:
    """Why no fused kernel runs on a GPU, whichever it is; empty if none of that is in the way."""
    if FUSED == "never":
        return "TYPED_TORCH_FUSED is 'never'"
    if torch.version.hip is not None:
        return "this torch is built for ROCm"
    return "" if _has_triton() else "Triton is not installed"


@lru_cache
def has_kernels(device: torch.device) -> bool:
    """Whether kernels can run on ``device``; loads nothing."""
    if device.type == "cpu":
        return IS_INTERPRETED
    if device.type != "cuda" or why_off():
        return False
    return torch.cuda.is_available() and torch.cuda.get_device_capability(device) >= _LEAST_CAPABILITY


@lru_cache
def multiprocessors(device: torch.device) -> int:
    """Multiprocessors of ``device``; the interpreter stands in for an H100."""
    if device.type == "cuda":
        return torch.cuda.get_device_properties(device).multi_processor_count
    return _INTERPRETED_MULTIPROCESSORS
