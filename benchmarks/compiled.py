"""The fused kernels compiled for a GPU that need not be there, and what the machine code takes and does."""

from __future__ import annotations

import importlib
import re
import subprocess
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from workloads import MULTIPROCESSORS

from typed_torch.ops._group_norm import tiers
from typed_torch.ops._group_norm.aten import statistics_dtype

if TYPE_CHECKING:
    from typed_torch.ops._group_norm.launch import Launch, Launches

__all__ = [
    "DTYPES", "POINTERS", "Binary", "Instruction", "Variant", "compile_ahead", "compiled", "steps_of", "variant_of",
    "variants_of",
]  # fmt: skip

POINTERS = {torch.bfloat16: "*bf16", torch.float16: "*fp16", torch.float32: "*fp32", torch.float64: "*fp64"}
DTYPES = {pointer: dtype for dtype, pointer in POINTERS.items()} | {"*i32": torch.int32}

_GIVEN = ("x_ptr", "y_ptr", "dx_ptr", "dy_ptr", "weight_ptr", "bias_ptr", "dweight_ptr", "dbias_ptr")
"""What has the dtype of the input; the other tensors have that of its statistics."""


class Variant(NamedTuple):
    """What one compilation depends on."""

    module: str
    kernel: str
    signature: tuple[tuple[str, str], ...]
    constants: tuple[tuple[str, Any], ...]
    options: tuple[tuple[str, Any], ...]

    @property
    def name(self) -> str:
        dtype = dict(self.signature).get("x_ptr", dict(self.signature).get("mean_ptr", "*fp32"))
        return f"{self.module.rpartition('_')[2]} {self.kernel} {dtype[1:]}"


class Instruction(NamedTuple):
    """One line of machine code."""

    address: int
    text: str

    @property
    def target(self) -> int | None:
        """Where it branches to, if it does."""
        found = re.search(r"\bBRA\b.*?(0x[0-9a-f]+)", self.text)
        return int(found[1], 16) if found else None


class Binary:
    """A compiled kernel."""

    def __init__(self, cubin: bytes, ptx: str, shared: int) -> None:
        self.cubin, self.ptx, self.shared = cubin, ptx, shared

    @property
    def registers(self) -> int:
        """Of a thread."""
        return self._used("REG")

    @property
    def stack(self) -> int:
        """Bytes that a thread spills."""
        return self._used("STACK")

    @property
    def widest_load(self) -> int:
        """Bytes of the widest load of a thread from the device's memory."""
        loads = re.findall(r"ld\.global(?:\.L\w+::\w+)*(?:\.v(\d))?\.b(\d+)", self.ptx)
        return max(int(count or 1) * int(bits) // 8 for count, bits in loads)

    @property
    def instructions(self) -> list[Instruction]:
        """The machine code, without padding."""
        lines = re.findall(r"/\*([0-9a-f]{4,})\*/\s+(.*?);", _cuobjdump("-sass", self.cubin))
        return [Instruction(int(address, 16), text) for address, text in lines if not text.startswith("NOP")]

    def _used(self, resource: str) -> int:
        return int(re.search(rf"{resource}:(\d+)", self._usage)[1])  # type: ignore[index]

    @cached_property
    def _usage(self) -> str:
        return _cuobjdump("-res-usage", self.cubin)


def variants_of(problem: tiers.Problem, dtype: torch.dtype, plan: tiers.Plan | None = None) -> Iterator[Variant]:
    """What is compiled to run a problem, by the table's plan for an H100 or another, with every tensor there."""
    for step in steps_of(problem, plan or tiers.plan(problem, MULTIPROCESSORS)).steps:
        yield variant_of(step, dtype)


def steps_of(problem: tiers.Problem, plan: tiers.Plan) -> Launches:
    """What ``plan`` launches, for every gradient there is."""
    from typed_torch.ops._group_norm import launch

    if problem.is_backward:
        return launch.backward_steps(problem, plan, wants_input=True, wants_parameters=True)
    return launch.forward_steps(problem, plan, 1e-5)


def variant_of(step: Launch, dtype: torch.dtype) -> Variant:
    """What is compiled for a launch with every tensor there."""
    statistics = POINTERS[statistics_dtype(torch.empty(0, dtype=dtype))]
    signature = {name: POINTERS[dtype] if name in _GIVEN else statistics for name in step.tensors}
    if "turns_ptr" in signature:
        signature["turns_ptr"] = "*i32"
    constants = {}
    for name, value in step.others.items():
        if name.isupper():
            constants[name] = value
        else:
            signature[name] = "i32" if value < 2**31 else "i64"
    return Variant(
        step.kernel.fn.__module__, step.kernel.fn.__name__, tuple(signature.items()), tuple(constants.items()),
        tuple(step.options.items()),
    )  # fmt: skip


def compiled(variant: Variant, capability: int) -> Binary:
    """Compile for a compute capability, 90 for 9.0."""
    import triton
    from triton.backends.compiler import GPUTarget
    from triton.compiler import ASTSource

    kernel = getattr(importlib.import_module(variant.module), variant.kernel)
    pointers = [i for i, name in enumerate(kernel.arg_names) if name.endswith("_ptr")]
    signature = dict(variant.signature) | dict.fromkeys(dict(variant.constants), "constexpr")
    source = ASTSource(
        kernel, {name: signature[name] for name in kernel.arg_names}, dict(variant.constants),
        {(i,): [["tt.divisibility", 16]] for i in pointers},
    )  # fmt: skip
    made = triton.compile(source, target=GPUTarget("cuda", capability, 32), options=dict(variant.options))
    return Binary(made.asm["cubin"], made.asm["ptx"], made.metadata.shared)


def compile_ahead(variant: Variant) -> str:
    """Compile it as a launch on the current device would, which then finds it in Triton's cache; its key there."""
    from triton.runtime.jit import MockTensor

    given = {name: MockTensor(DTYPES[type]) for name, type in variant.signature if type in DTYPES}
    sizes = {name: 1 if type == "i32" else 2**31 for name, type in variant.signature if type not in DTYPES}
    kernel = getattr(importlib.import_module(variant.module), variant.kernel)
    made = kernel.warmup(grid=(1,), **given, **sizes, **dict(variant.constants), **dict(variant.options))
    return str(made.hash)


def _cuobjdump(option: str, cubin: bytes) -> str:
    import triton

    program = Path(triton.__file__).parent / "backends" / "nvidia" / "bin" / "cuobjdump"
    with NamedTemporaryFile(suffix=".cubin") as file:
        file.write(cubin)
        file.flush()
        return subprocess.run([program, option, file.name], capture_output=True, text=True, check=True).stdout
