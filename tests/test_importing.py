"""Submodules of torch under our name."""

from __future__ import annotations

import importlib
import importlib.util
import pickle
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

import typed_torch
from typed_torch import _importing

pytestmark = pytest.mark.slow

OURS = {name for _, name, _ in pkgutil.walk_packages(typed_torch.__path__, "typed_torch.", onerror=lambda name: None)}


def _run(*arguments: str) -> str:
    return subprocess.run([sys.executable, "-P", *arguments], check=True, capture_output=True, text=True).stdout.strip()


def _public_modules() -> list[str]:
    """The path of every module of torch's that is public, by its file."""
    root = Path(torch.__file__).parent
    paths = (file.relative_to(root).with_suffix("").parts for file in sorted(root.rglob("*.py")))
    names = (path[:-1] if path[-1] == "__init__" else path for path in paths)
    return [".".join(name) for name in names if name and all(part.isidentifier() and part[0] != "_" for part in name)]


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of torch's has been imported under our name."""
    for name, module in list(sys.modules.items()):
        if name.startswith("typed_torch.") and module.__name__ != name:
            monkeypatch.delitem(sys.modules, name)
    yield
    for name, module in list(sys.modules.items()):
        if name.startswith("typed_torch.") and module.__name__ != name:
            del sys.modules[name]


def test_torch_need_not_be_imported_before() -> None:
    code = "import typed_torch.optim.lr_scheduler, torch; print(sys.modules['typed_torch.optim'] is torch.optim)"
    assert _run("-c", f"import sys; {code}") == "True"


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize(
    "statement",
    [
        "import typed_torch.optim.lr_scheduler as found; from torch.optim import lr_scheduler as expected",
        "from typed_torch.utils.data import DataLoader as found; from torch.utils.data import DataLoader as expected",
        "import typed_torch.nn.utils as found; from torch.nn import utils as expected",
        "from typed_torch.nn import init as found; from torch.nn import init as expected",
        "from typed_torch.nn import parallel as found; from torch.nn import parallel as expected",
        "from typed_torch.nn.modules import GroupNorm as found; from torch.nn.modules import GroupNorm as expected",
        "import typed_torch.backends.cudnn as found; from torch.backends import cudnn as expected",
        "import typed_torch._dynamo as found; from torch import _dynamo as expected",
        "from typed_torch._C import _nn as found; from torch._C import _nn as expected",
        "import typed_torch.__config__ as found; from torch import __config__ as expected",
    ],
)
def test_what_an_import_statement_gives_is_torch_own(statement: str) -> None:
    given: dict[str, object] = {}
    exec(statement, given)
    assert given["found"] is given["expected"]


@pytest.mark.usefixtures("anew")
def test_our_own_modules_come_first() -> None:
    importlib.import_module("typed_torch.nn.modules")
    for name in sorted(OURS):
        assert importlib.import_module(name).__name__ == name
    assert typed_torch.nn.GroupNorm is not torch.nn.GroupNorm
    assert typed_torch.nn.functional.group_norm is not torch.nn.functional.group_norm


def test_every_submodule_of_torch_is_the_same_module_under_our_name_and_stays_as_it_was() -> None:
    code = f"""
import importlib, sys, warnings
import torch, typed_torch
warnings.simplefilter("ignore")
checked, wrong = 0, []
for name in {_public_modules()}:
    try:
        module = importlib.import_module(f"torch.{{name}}")
    except ImportError:
        continue
    checked += 1
    if f"typed_torch.{{name}}" in {OURS}:
        continue
    parent = sys.modules[module.__name__.rpartition(".")[0]]
    before, siblings = [getattr(module, mark, None) for mark in MARKS], dict(vars(parent))
    again = importlib.import_module(f"typed_torch.{{name}}")
    after = [getattr(module, mark, None) for mark in MARKS]
    if again is not module or sys.modules[f"typed_torch.{{name}}"] is not module:
        wrong.append(name)
    if after != before or vars(parent) != siblings:
        wrong.append(name)
print(checked, *wrong)
"""
    marks = "MARKS = '__name__', '__spec__', '__loader__', '__package__', '__path__'"
    checked, *wrong = _run("-c", f"{marks}\n{code}").splitlines()[-1].split()
    assert int(checked) > 800
    assert wrong == []


@pytest.mark.usefixtures("anew")
def test_a_function_is_not_replaced_by_the_module_of_its_name() -> None:
    function = torch.nn.utils.weight_norm
    module = importlib.import_module("typed_torch.nn.utils.weight_norm")
    assert module is sys.modules["torch.nn.utils.weight_norm"]
    assert torch.nn.utils.weight_norm is function


@pytest.mark.parametrize("name", ["no_such", "optim.no_such", "nn.no_such", "nn.functional.no_such", "shape.no_such"])
def test_what_torch_does_not_have_is_named_as_it_was_asked_for(name: str) -> None:
    with pytest.raises(ModuleNotFoundError, match=f"^No module named 'typed_torch.{name}'$") as caught:
        importlib.import_module(f"typed_torch.{name}")
    assert caught.value.name == f"typed_torch.{name}"
    assert importlib.util.find_spec(f"typed_torch.{name}") is None


def test_a_module_that_is_no_package_has_no_submodules() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"'typed_torch.hub.no_such'; 'typed_torch.hub' is not a package"):
        importlib.import_module("typed_torch.hub.no_such")


def test_a_name_that_is_missing_is_an_import_error_of_the_from_statement() -> None:
    with pytest.raises(ImportError, match="cannot import name 'no_such' from 'typed_torch'"):
        exec("from typed_torch import no_such")


def test_an_import_that_fails_inside_torch_says_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("torch.utils.tensorboard", "tensorboard"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        importlib.import_module("typed_torch.utils.tensorboard")
    assert str(caught.value.name).startswith("tensorboard")
    assert "typed_torch.utils.tensorboard" not in sys.modules


def test_without_torch_it_is_torch_that_is_missing() -> None:
    code = """
import sys
sys.modules["torch"] = None
try:
    import typed_torch.optim
except ModuleNotFoundError as error:
    print(error.name)
"""
    assert _run("-c", code) == "torch"


@pytest.mark.usefixtures("anew")
def test_a_spec_is_found_without_importing_the_module() -> None:
    code = """
import importlib.util, sys
spec = importlib.util.find_spec("typed_torch.distributed.launch")
twin = importlib.util.find_spec("torch.distributed.launch")
print(spec.name, spec.origin == twin.origin, "torch.distributed.launch" in sys.modules)
"""
    assert _run("-c", code) == "typed_torch.distributed.launch True False"


def test_installing_twice_leaves_one_finder() -> None:
    before = [type(finder).__name__ for finder in sys.meta_path]
    _importing.install()
    assert [type(finder).__name__ for finder in sys.meta_path].count("_Finder") == before.count("_Finder") == 1


def test_reloading_our_package_and_modules_of_torch_keeps_them() -> None:
    code = """
import importlib, sys
import typed_torch, typed_torch.hub
hub = typed_torch.hub
importlib.reload(typed_torch)
assert importlib.reload(sys.modules["typed_torch.hub"]) is hub is sys.modules["torch.hub"]
print(hub.__name__, hub.__spec__.name)
"""
    assert _run("-c", code) == "torch.hub torch.hub"


def test_what_is_pickled_is_found_by_the_name_of_torch() -> None:
    from typed_torch.optim import SGD

    assert pickle.loads(pickle.dumps(SGD)) is torch.optim.SGD
    assert b"typed_torch" not in pickle.dumps(SGD)


def test_packages_list_their_modules_under_our_name() -> None:
    package = importlib.import_module("typed_torch.optim")
    names = [name for _, name, _ in pkgutil.iter_modules(package.__path__, "typed_torch.optim.")]
    assert "typed_torch.optim.sgd" in names
    assert importlib.import_module("typed_torch.optim.sgd") is importlib.import_module("torch.optim.sgd")


def test_modules_of_torch_run_as_programs() -> None:
    assert "usage" in _run("-m", "typed_torch.distributed.run", "--help")
