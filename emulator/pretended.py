"""Triton's own launches on a GPU that is not there: everything the CPU does for a call, and what it asks of the driver.

Takes a process of its own, started with ``VARIABLES`` set, and a C compiler, which Triton's launcher needs too.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typed_torch.ops.setting import IS_INTERPRETED

__all__ = ["VARIABLES", "Launched", "PretendedGPU"]

VARIABLES = {"TYPED_TORCH_FUSED": "always", "TRITON_INTERPRET": "1"}
"""Have the operators take tensors of the CPU for those of the GPU."""


@dataclass(frozen=True)
class Launched:
    """What the driver was asked to launch; ``parameters`` are the addresses and sizes it gets."""

    kernel: str
    function: int
    grid: tuple[int, ...]
    threads: int
    shared: int
    parameters: tuple[int, ...]


class _Record(ctypes.Structure):
    """``Launched`` in ``pretended.c``."""

    _fields_ = (
        ("kernel", ctypes.c_char * 256),
        ("function", ctypes.c_ulonglong),
        ("grid", ctypes.c_uint * 3),
        ("threads", ctypes.c_uint),
        ("shared", ctypes.c_uint),
        ("parameters", ctypes.c_ulonglong * 64),
    )


class PretendedGPU:
    """An H100 whose kernels end at once, for the rest of the process.

    Args:
        on_launch: gets what is launched, and the arguments of Triton's launcher; it takes time.
    """

    def __init__(self, on_launch: Callable[[Launched, Sequence[Any]], None] | None = None) -> None:
        if not IS_INTERPRETED:
            raise RuntimeError(f"set {VARIABLES} before the process starts, and install Triton")
        del os.environ["TRITON_INTERPRET"]  # which Triton has not read yet
        import triton

        self._folder = tempfile.TemporaryDirectory()
        self._library = _built(Path(self._folder.name))
        self._count = ctypes.c_int.in_dll(self._library, "pretended_launches")
        triton.knobs.nvidia.libcuda_path = self._folder.name
        triton.runtime.driver.set_active(self._driver(on_launch))

    @property
    def launches(self) -> int:
        """How many there have been."""
        return self._count.value

    @contextmanager
    def failing(self, *, load: int = 0, launch: int = 0, shared_memory: int | None = None) -> Iterator[None]:
        """While this lasts, kernels fail to load or to launch with a code of ``cuda.h``, or have less shared memory."""
        values = {"load_error": load, "launch_error": launch, "shared_memory": shared_memory}
        variables = {name: ctypes.c_int.in_dll(self._library, f"pretended_{name}") for name in values}
        before = {name: variable.value for name, variable in variables.items()}
        try:
            self._set(variables, {name: before[name] if value is None else value for name, value in values.items()})
            yield
        finally:
            self._set(variables, before)

    @staticmethod
    def _set(variables: Mapping[str, ctypes.c_int], values: Mapping[str, int]) -> None:
        from triton.compiler.compiler import max_shared_mem

        for name, variable in variables.items():
            variable.value = values[name]
        max_shared_mem.cache_clear()  # which Triton asks for once

    def _driver(self, on_launch: Callable[[Launched, Sequence[Any]], None] | None) -> Any:
        from triton.backends.nvidia.driver import CudaDriver, CudaLauncher

        last = _Record.in_dll(self._library, "pretended_last")
        expected = ctypes.c_int.in_dll(self._library, "pretended_parameters")

        class RecordingLauncher(CudaLauncher):  # type: ignore[misc]
            def __init__(self, source: Any, metadata: Any) -> None:
                super().__init__(source, metadata)
                self.types = [kind for kind in source.signature.values() if kind != "constexpr"]

            def __call__(self, *arguments: Any) -> None:
                expected.value = len(self.types)
                super().__call__(*arguments)
                read = [v & 0xFFFFFFFF if t == "i32" else v for t, v in zip(self.types, last.parameters, strict=False)]
                on_launch(
                    Launched(
                        last.kernel.decode(), last.function, tuple(last.grid), last.threads, last.shared, tuple(read)
                    ),
                    arguments,
                )

        class Driver(CudaDriver):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                self.get_current_device = lambda: 0
                self.get_current_stream = lambda device: 0
                self.get_device_capability = lambda device: (9, 0)
                if on_launch is not None:
                    self.launcher_cls = RecordingLauncher

        return Driver()


def _built(folder: Path) -> ctypes.CDLL:
    """The library, made in ``folder`` and loaded where Triton's look for it."""
    from triton.backends.nvidia import driver

    source, library = Path(__file__).with_name("pretended.c"), folder / "libcuda.so.1"
    include = Path(driver.__file__).parent / "include"
    options = ["-shared", "-fPIC", "-w", f"-I{include}", "-Wl,-soname,libcuda.so.1"]
    subprocess.run(["cc", *options, str(source), "-o", str(library)], check=True)
    return ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
