"""Fused kernels that cannot run on this machine: which errors say so, and what ATen runs from then on.

Another Triton, an old driver, too little shared memory, no C compiler: a kernel that cannot be compiled or launched
must not end a training run. With ``TYPED_TORCH_FUSED=always`` every error is raised.
"""

from __future__ import annotations

import ctypes
import sys
import textwrap
import traceback
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Protocol, TypeVar

import torch

from typed_torch._warning import warn
from typed_torch.errors import FusedKernelWarning
from typed_torch.ops.setting import FUSED

__all__ = ["Kind", "instead", "known"]

_T = TypeVar("_T")


class Kind(Hashable, Protocol):
    """What calls have in common that the same kernels run; as a string, in words."""

    @property
    def device(self) -> torch.device: ...


known: set[Kind] = set()
"""Kinds of calls whose kernels have failed, and which ATen runs."""

_reported: set[str] = set()

_OF_DRIVER = "Triton Error [CUDA]: "
_FATAL = (
    2,  # out of memory
    *(4, 46, 100, 101),  # no device, or none any more
    *(214, 220, 226, 700, 702, 709, 710, *range(714, 720), 721, 810, 911),  # the context is broken, whoever did it
    *range(900, 909),  # not while a graph is captured
)
"""Codes of ``cuda.h`` that say nothing about a kernel: ATen would fail as well, or the same kernel run another time."""

_MOST_SHOWN = 1500


def instead(error: Exception, run: Callable[[], _T], kind: Callable[[], Kind], operation: str) -> _T:
    """What ``run`` gives, in place of a kernel that raised ``error``; from then on calls of its ``kind`` are ``known``.

    To be called where ``error`` is handled. A failure that ``run`` shares is not the kernel's, and not remembered.

    Raises:
        Exception: ``error`` itself, where it does not say that the kernel cannot run here; what ``run`` raises.
    """
    if _is_fatal(error):
        raise error
    # ATen needs the memory that the failed call still holds.
    traceback.clear_frames(error.__traceback__)
    found, failed = run(), kind()
    known.add(failed)
    _report(operation, failed, error)
    return found


def _is_fatal(error: Exception) -> bool:
    """Whether ``error`` has to end the call."""
    if FUSED == "always" or isinstance(error, (MemoryError, torch.OutOfMemoryError, torch.AcceleratorError)):
        return True
    text = str(error)
    return text.startswith(_OF_DRIVER) and any(fatal in text for fatal in _fatal_texts())


@lru_cache(maxsize=1)
def _fatal_texts() -> tuple[str, ...]:
    """The driver's words for ``_FATAL``: of an error Triton passes on no more than those."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return ()
    texts = []
    for code in _FATAL:
        text = ctypes.c_char_p()
        if driver.cuGetErrorString(code, ctypes.byref(text)) == 0 and text.value:
            texts.append(text.value.decode())
    return tuple(texts)


def _report(operation: str, kind: Kind, error: Exception) -> None:
    """Warn of an error, once, whatever the kinds of calls that it happens to."""
    text = f"{type(error).__name__}: {error}".strip()
    if text in _reported:
        return
    _reported.add(text)
    rows = {
        "call": str(kind),
        "error": text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]} …",
        "versions": _versions(kind.device),
        "report": "send this, and the traceback with TYPED_TORCH_FUSED=always, to the authors of typed_torch",
        "silence": "set TYPED_TORCH_FUSED=never, and ATen runs everything",
    }
    table = "\n".join(f"  {name:<8} {textwrap.indent(value, ' ' * 11).strip()}" for name, value in rows.items())
    headline = f"{operation}: a fused kernel cannot run on this machine, and ATen runs such calls from now on"
    warn(f"{headline}\n{table}", FusedKernelWarning)


def _versions(device: torch.device) -> str:
    triton = getattr(sys.modules.get("triton"), "__version__", "not imported")
    versions = f"torch {torch.__version__}, triton {triton}"
    if device.type != "cuda":
        return versions
    return f"{versions}, CUDA {torch.version.cuda}, {torch.cuda.get_device_name(device)}"
