"""Liger-Kernel's group norm, made to run in Triton's interpreter, in float32: it has no atomics on bfloat16."""

from __future__ import annotations

import liger_kernel.ops.group_norm as liger
import triton
import triton.language as tl
from liger_kernel.ops.group_norm import group_norm_backward, group_norm_forward

__all__ = ["EPS", "group_norm_backward", "group_norm_forward"]


class _Scalar(float):
    """A float with the ``to`` that a compiled kernel's scalars have and an interpreted one's lack."""

    def to(self, _: object) -> _Scalar:
        return self


EPS = _Scalar(1e-5)


@triton.jit
def _rsqrt(x):  # type: ignore[no-untyped-def]
    return tl.rsqrt(x)


liger.rsqrt = _rsqrt  # in the place of libdevice's, which the interpreter does not have
