"""``torch.export``, AOTInductor and ONNX, with batch and space dynamic."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.export import Dim, ExportedProgram, export

import typed_torch as tt
from typed_torch.nn.functional import group_norm

pytestmark = pytest.mark.slow


class Network(torch.nn.Module):
    """The function and the module, with and without SiLU."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 6, 3)
        self.norm = tt.nn.GroupNorm(3, 6, activation="silu")
        self.last = tt.nn.GroupNorm(2, 6)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.norm(self.conv(x))
        return self.last(group_norm(x, 1, {"eps": 0.1}))


INPUT = (2, 3, 8, 8)
OTHER = (3, 3, 9, 12)


def _exported(network: torch.nn.Module, strict: bool = False) -> ExportedProgram:
    shapes = {"x": {0: Dim("batch"), 2: Dim("height", min=4), 3: Dim("width", min=4)}}
    return export(network, (torch.randn(INPUT),), dynamic_shapes=shapes, strict=strict)


@pytest.mark.filterwarnings("ignore:.*LeafSpec:FutureWarning")  # torch's own
@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("fuse", [False, True])
def test_an_exported_model_runs_with_other_sizes(strict: bool, fuse: bool, everywhere: str) -> None:
    network = Network()
    tt.convert(network, fuse=fuse)
    program = _exported(network, strict)
    for decomposed in (program, program.run_decompositions()):
        for shape in (INPUT, OTHER):
            x = torch.randn(shape)
            torch.testing.assert_close(decomposed.module()(x), network(x))


def test_an_exported_program_is_saved_and_loaded(tmp_path: Path, everywhere: str) -> None:
    network = Network()
    torch.export.save(_exported(network), tmp_path / "network.pt2")
    x = torch.randn(OTHER)
    torch.testing.assert_close(torch.export.load(tmp_path / "network.pt2").module()(x), network(x))


class Function(torch.nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return group_norm(x, 3)


@pytest.mark.parametrize("strict", [False, True])
def test_divisibility_is_a_guard_of_the_program(strict: bool, everywhere: str) -> None:
    module = export(Function(), (torch.randn(2, 6, 5),), dynamic_shapes={"x": {1: Dim.AUTO}}, strict=strict).module()
    x = torch.randn(2, 9, 5)
    torch.testing.assert_close(module(x), group_norm(x, 3))
    with pytest.raises(AssertionError, match=r"x\.size\(\)\[1\] % 3 == 0"):
        module(torch.randn(2, 7, 5))


@pytest.mark.parametrize("strict", [False, True])
def test_a_bad_shape_is_refused_as_in_eager(strict: bool, everywhere: str) -> None:
    bad = torch.randn(2, 7, 5)
    with pytest.raises(tt.ShapeError) as eager:
        Function()(bad)
    with pytest.raises(tt.ShapeError) as caught:
        export(Function(), (bad,), dynamic_shapes={"x": {0: Dim("n")}}, strict=strict)
    assert str(caught.value) == str(eager.value)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(
    torch.__version__.startswith("2.11."),
    reason="the package that it makes of this network crashes, with its own norm too",
)
def test_a_package_of_aot_inductor_runs_with_other_sizes(tmp_path: Path, everywhere: str) -> None:
    network = Network().eval()
    with torch.no_grad():
        package = torch._inductor.aoti_compile_and_package(
            _exported(network), package_path=str(tmp_path / "network.pt2")
        )
        runner = torch._inductor.aoti_load_package(package)
        for shape in (INPUT, OTHER):
            x = torch.randn(shape)
            torch.testing.assert_close(runner(x), network(x), rtol=1e-4, atol=1e-5)


def test_an_onnx_model_runs_with_other_sizes(tmp_path: Path) -> None:
    network = Network().eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import onnxruntime

        program: Any = torch.onnx.export(_exported(network), verbose=False)
        program.save(tmp_path / "network.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "network.onnx")
    (name,) = (given.name for given in session.get_inputs())
    for shape in (INPUT, OTHER):
        x = torch.randn(shape)
        (output,) = session.run(None, {name: x.numpy()})
        torch.testing.assert_close(torch.from_numpy(output), network(x).detach(), rtol=1e-4, atol=1e-5)
