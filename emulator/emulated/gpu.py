"""A GPU that is not there, on which what Triton compiles runs nevertheless: instruction by instruction, on the CPU."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from pretended import Launched, PretendedGPU

from emulated.memory import Global
from emulated.processor import run
from emulated.program import Program, parsed

__all__ = ["EmulatedGPU"]


class EmulatedGPU:
    """Runs what is launched, for the rest of the process, on tensors of the CPU.

    A launch may touch the tensors that it was given, and nothing beside them.
    """

    def __init__(self) -> None:
        self._gpu = PretendedGPU(self._run)
        import triton

        from typed_torch.ops._group_norm import launch

        self._programs: dict[int, Program] = {}
        self._tensors: list[torch.Tensor] = []
        triton.knobs.runtime.kernel_load_end_hook.add(self._load)
        call = launch.Launch.__call__

        def noted(step: launch.Launch, tensors: Mapping[str, torch.Tensor | None]) -> None:
            self._tensors = [tensor for name in step.tensors if (tensor := tensors[name]) is not None]
            call(step, tensors)
            self._tensors = []

        launch.Launch.__call__ = noted  # type: ignore[method-assign]

    def _load(self, module: int, function: int, name: str, files: Mapping[str, str], hash: str) -> None:
        (ptx,) = (path for file, path in files.items() if file.endswith(".ptx"))
        self._programs[function] = parsed(Path(ptx).read_text())

    def _run(self, launched: Launched, arguments: Sequence[Any]) -> None:
        given = [argument for argument in arguments if isinstance(argument, torch.Tensor)]
        tensors = [(t.data_ptr(), t.nbytes) for t in (*self._tensors, *given)]
        memory = Global(tensors, math.prod(launched.grid), launched.threads)
        program = self._programs[launched.function]
        run(program, launched.grid, launched.threads, launched.shared, launched.parameters, memory)
        memory.write_back()
