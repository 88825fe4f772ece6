"""``install_hook``: a package that knows nothing of it is checked."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import zeros

import typed_torch as tt

MODULES = {
    "__init__.py": "",
    "model.py": '''
from __future__ import annotations
import dataclasses, functools, typing
import torch
from jaxtyping import Float
from torch import Tensor as Plain
from typed_torch import Tensor
N = typing.TypeVar("N", bound=int)

def ours(x: Tensor[tuple[N, N]]) -> Tensor[tuple[N]]:
    """Documented."""
    def inner(y: Tensor[tuple[N]]) -> None: ...
    inner(x[0])
    return x[0] if len(x) < 5 else x

def theirs(x: Float[Plain, "b c"], y: Float[Plain, "c"]) -> Float[Plain, "b"]:
    return x @ y

def untyped(x):
    return x

def later(x: Later): ...

class Later: ...

@functools.lru_cache
def cached(x: int) -> int:
    return x

@dataclasses.dataclass
class Pair:
    x: Float[Plain, "n"]
    y: Float[Plain, "n"]

    @property
    def total(self) -> int:
        return "a"

    def anything(self, x): ...

class Layer(torch.nn.Module):
    @torch.no_grad()
    def forward(self, x: Float[Plain, "b 3"]) -> Float[Plain, "b 3"]:
        return x

class Nothing:
    def method(self, x): ...

@typing.no_type_check
def free(x: int): return x

@typing.overload
def many(x: int) -> int: ...
@typing.overload
def many(x: str) -> str: ...
def many(x): return x

def compiled(x: Plain) -> Plain:
    def inner(y: Plain) -> Plain: return y + 1
    return inner(x)

async def wait(x: Tensor[tuple[N, N]]) -> None: ...
''',
    "sub/__init__.py": "def take(x: int) -> None: ...\n",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a package on the path, of which nothing is imported yet, nor stays so."""
    name = "hooked_package"
    for file, text in MODULES.items():
        path = tmp_path / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    finders = list(sys.meta_path)
    yield name
    sys.meta_path[:] = finders
    for module in [each for each in sys.modules if each.partition(".")[0] == name]:
        del sys.modules[module]


def test_everything_annotated_is_checked_and_nothing_else(package: str, tmp_path: Path) -> None:
    with tt.install_hook(package):
        model: Any = importlib.import_module(f"{package}.model")
        sub: Any = importlib.import_module(f"{package}.sub")
    assert model.ours(zeros(2, 2)).shape == (2,)
    assert model.ours.__doc__ == "Documented."
    assert model.theirs(zeros(2, 3), zeros(3)).shape == (2,)
    assert model.untyped("a") == model.many("a") == model.free("a") == "a"
    assert model.later(model.Later()) is None
    assert model.cached(2) == 2
    assert model.Nothing().method(3) is None
    pair = model.Pair(zeros(2), zeros(2))
    assert model.Layer()(zeros(2, 3)).shape == (2, 3)
    refused = {
        "ours": lambda: model.ours(zeros(2, 3)),
        "ours, result": lambda: model.ours(zeros(6, 6)),
        "theirs": lambda: model.theirs(zeros(2, 3), zeros(4)),
        "theirs, dtype": lambda: model.theirs(zeros(2, 3).long(), zeros(3)),
        "later": lambda: model.later(3),
        "cached": lambda: model.cached("a"),
        "dataclass": lambda: model.Pair(zeros(2), zeros(3)),
        "property": lambda: pair.total,
        "module": lambda: model.Layer()(zeros(2, 4)),
        "submodule": lambda: sub.take("a"),
    }
    for call in refused.values():
        with pytest.raises(tt.TensorTypeError):
            call()
    # Nothing is written into Python's cache.
    assert not list(tmp_path.rglob("*.pyc"))


def test_modules_imported_after_it_is_uninstalled_are_as_they_are_written(package: str) -> None:
    hook = tt.install_hook(f"{package}.sub")
    model: Any = importlib.import_module(f"{package}.model")
    assert model.ours(zeros(2, 3)).shape == (3,)
    hook.uninstall()
    hook.uninstall()
    assert importlib.import_module(f"{package}.sub").take("a") is None


def test_a_function_that_defines_another_compiles_whole(package: str) -> None:
    with tt.install_hook(package):
        model: Any = importlib.import_module(f"{package}.model")
    compiled = torch.compile(model.compiled, backend="eager", fullgraph=True)
    assert compiled(zeros(2)).tolist() == [1, 1]


def test_an_error_shows_the_line_of_the_source(package: str) -> None:
    import traceback

    with tt.install_hook(package):
        model: Any = importlib.import_module(f"{package}.model")
    with pytest.raises(tt.ShapeError) as refused:
        model.ours(zeros(6, 6))
    assert "test_hook.py" in traceback.format_exception(refused.value)[1]


def test_a_name_of_no_package_is_refused() -> None:
    for wrong in ("a b", 3, torch):
        with pytest.raises(tt.ArgumentTypeError, match="install_hook: packages must be names of packages"):
            tt.install_hook(wrong)  # type: ignore[arg-type]
