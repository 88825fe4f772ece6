"""Shared by all tests: reproducible property tests and random numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, settings

from typed_torch.ops.setting import IS_INTERPRETED

pytest_plugins = ["sampling"]

settings.register_profile("typed_torch", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("typed_torch")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--emulated", action="store_true", help="run what Triton compiles, instruction by instruction")


def pytest_configure(config: pytest.Config) -> None:
    """Put the GPU that is not there in place before anything imports Triton, in the processes that run tests."""
    runs_tests = hasattr(config, "workerinput") or not config.getoption("numprocesses", None)
    if config.getoption("emulated") and runs_tests:
        from emulated.gpu import EmulatedGPU

        EmulatedGPU()
        # A CUDA build of torch asks the driver that stands in for CUDA for more than it knows.
        config.addinivalue_line("filterwarnings", "ignore:CUDA initialization:UserWarning")


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for type checkers, which share their caches beside the folders they check."""
    return tmp_path_factory.mktemp("typing")


@pytest.fixture(scope="session")
def device() -> torch.device:
    """Where the fused kernels run: the CPU, interpreted or emulated, or a GPU."""
    return torch.device("cpu" if IS_INTERPRETED else "cuda")


@pytest.fixture(params=["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def everywhere(request: pytest.FixtureRequest) -> Iterator[str]:
    """Runs a test on the CPU, and again with everything made on a GPU where there is one."""
    if request.param == "cpu":
        yield "cpu"
    else:
        with torch.device(request.param):
            yield str(request.param)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what has nothing to run on; ``make test`` runs the kernels in a second, interpreted, run."""
    has_gpu = not IS_INTERPRETED and torch.cuda.is_available()
    if has_gpu:
        for item in items:
            if item.get_closest_marker("kernels"):
                item.add_marker("gpu")
    missing = {
        "gpu": not has_gpu,
        "kernels": not (has_gpu or IS_INTERPRETED),
        "interpreted": not IS_INTERPRETED or config.getoption("emulated"),
        "compiled": IS_INTERPRETED,
    }
    left_out = [
        item for item in items if any(missing[mark.name] for mark in item.iter_markers() if mark.name in missing)
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture(scope="session", autouse=IS_INTERPRETED)
def _rounding_to_nearest() -> None:
    """Round to bfloat16 as the hardware does, where Triton's interpreter cuts the digits off."""
    import triton.language as tl
    from triton.runtime.interpreter import InterpreterBuilder, TensorHandle

    cast = InterpreterBuilder.cast_impl

    def rounded(self: InterpreterBuilder, src: TensorHandle, dst_type: tl.dtype) -> TensorHandle:
        if src.dtype.scalar == tl.float32 and dst_type.scalar == tl.bfloat16:
            data = torch.from_numpy(src.data).to(torch.bfloat16).view(torch.uint16).numpy()
            return TensorHandle(data, dst_type.scalar)
        return cast(self, src, dst_type)

    InterpreterBuilder.cast_impl = rounded
