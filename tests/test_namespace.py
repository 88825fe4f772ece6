"""The package as a stand-in for torch."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from types import ModuleType

import pytest
import torch
from packaging import version

import typed_torch as tt

MIRRORS = [(tt, torch), (tt.nn, torch.nn), (tt.nn.functional, torch.nn.functional)]


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


@pytest.mark.slow
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
    assert tt.nn.ReLU is torch.nn.ReLU
    assert tt.nn.Module is torch.nn.Module
    assert tt.nn.functional.fractional_max_pool2d is torch.nn.functional.fractional_max_pool2d


@pytest.mark.parametrize("module", [tt, tt.nn, tt.nn.functional])
def test_unknown_names_raise_an_attribute_error_that_names_the_module(module: object) -> None:
    with pytest.raises(AttributeError, match=r"module 'typed_torch.* has no attribute 'no_such_name'"):
        module.no_such_name  # noqa: B018


def test_dir_lists_our_names_and_torch_own() -> None:
    assert {"Float32", "parse", "randn", "nn", "__version__", "__config__"} <= set(dir(tt))
    assert {"GroupNorm", "Linear"} <= set(dir(tt.nn))
    assert {"group_norm", "relu"} <= set(dir(tt.nn.functional))


@pytest.mark.parametrize(("ours", "torch_module"), MIRRORS)
def test_every_name_of_torch_and_every_one_that_dir_lists_can_be_reached(
    ours: ModuleType, torch_module: ModuleType
) -> None:
    public = {name for name in dir(torch_module) if not name.startswith("_")}
    assert public <= set(dir(ours))
    assert [name for name in dir(ours) if not hasattr(ours, name)] == []


@pytest.mark.parametrize(("ours", "torch_module"), MIRRORS)
def test_import_star_gives_what_it_gives_from_torch_and_ours_where_we_have_them(
    ours: ModuleType, torch_module: ModuleType
) -> None:
    given: dict[str, object] = {}
    expected: dict[str, object] = {}
    exec(f"from {ours.__name__} import *", given)
    exec(f"from {torch_module.__name__} import *", expected)
    assert expected.keys() <= given.keys()
    for name in given.keys() - {"__builtins__"}:
        assert given[name] is getattr(ours, name)


def test_import_star_gives_our_names_too() -> None:
    given: dict[str, object] = {}
    exec("from typed_torch import *", given)
    assert {"Conversion", "Float32", "ShapeError", "Tensor", "convert", "nn", "ops", "parse"} <= given.keys()
    assert given["randn"] is torch.randn
    assert given["Tensor"] is tt.Tensor is not torch.Tensor


def test_the_version_is_torch_own_and_ours_has_another_name() -> None:
    assert tt.__version__ is torch.__version__
    assert version.parse(tt.__version__) >= version.parse("2.0")
    assert tt.__typed_torch_version__ == importlib.metadata.version("typed_torch")


@pytest.mark.parametrize("name", ["__config__", "__future__"])
def test_modules_of_torch_with_special_names_are_there(name: str) -> None:
    assert getattr(tt, name) is getattr(torch, name)


def test_asking_for_a_special_name_that_is_not_torch_own_does_not_import_torch() -> None:
    code = "import sys, typed_torch; print(hasattr(typed_torch, '__wrapped__'), 'torch' in sys.modules)"
    assert _run(code) == "False False"
