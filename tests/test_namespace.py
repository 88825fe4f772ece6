"""The package as a stand-in for torch."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch

import typed_torch as tt


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-P", "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_import_does_not_import_torch() -> None:
    assert _run("import sys, typed_torch; print('torch' in sys.modules)") == "False"


@pytest.mark.parametrize("module", ["shape", "errors", "mypy_plugin", "nn", "nn.functional"])
def test_submodules_that_need_no_tensor_do_not_import_torch(module: str) -> None:
    assert _run(f"import sys, typed_torch.{module}; print('torch' in sys.modules)") == "False"


def test_rules_work_where_torch_is_not_installed() -> None:
    code = """
import sys
sys.modules["torch"] = None  # any import of torch now fails
from typed_torch.shape import RULES, Spec
from typed_torch import ShapeError
print(RULES["nn.functional.group_norm"](Spec((20, 6, 10, 10)), 3).shape)
try:
    RULES["nn.functional.group_norm"](Spec((20, 6, 10, 10)), 4)
except ShapeError as error:
    print(error)
"""
    shape, message = _run(code).split("\n", 1)
    assert shape == "(20, 6, 10, 10)"
    assert message.startswith("group_norm: num_channels (6) is not divisible by num_groups (4)")


def test_code_that_swaps_the_import_keeps_running() -> None:
    code = """
import typed_torch as torch
device = torch.device("cpu")
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float32, device=device)
model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU())
with torch.no_grad():
    y = torch.nn.functional.relu(model(x))
assert isinstance(y, torch.Tensor) and isinstance(model, torch.nn.Module)
assert isinstance(x.dtype, torch.dtype) and isinstance(device, torch.device)
assert torch.Tensor(2, 3).shape == torch.Size([2, 3])
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
torch.ops.aten.add.Tensor(x, x)
print("kept running")
"""
    assert _run(code) == "kept running"


def test_names_without_a_rule_are_torch_own() -> None:
    assert tt.float32 is torch.float32
    assert tt.randn is torch.randn
    assert tt.nn.Linear is torch.nn.Linear
    assert tt.nn.Module is torch.nn.Module
    assert tt.nn.functional.relu is torch.nn.functional.relu


@pytest.mark.parametrize("module", [tt, tt.nn, tt.nn.functional])
def test_unknown_names_raise_an_attribute_error_that_names_the_module(module: object) -> None:
    with pytest.raises(AttributeError, match=r"module 'typed_torch.* has no attribute 'no_such_name'"):
        module.no_such_name  # noqa: B018


def test_dir_lists_our_names_and_torch_own() -> None:
    assert {"Float32", "parse", "randn", "nn"} <= set(dir(tt))
    assert {"GroupNorm", "Linear"} <= set(dir(tt.nn))
    assert {"group_norm", "relu"} <= set(dir(tt.nn.functional))


def test_every_public_name_can_be_reached() -> None:
    for module in (tt, tt.nn, tt.nn.functional):
        for name in module.__all__:
            assert getattr(module, name) is not None
