"""What later cells define is checked, however it is defined; and unloading leaves nothing behind."""

from __future__ import annotations

import builtins
import subprocess
import sys
from typing import Any

import pytest

import typed_torch as tt

SCALE = """
def scale(x: Tensor[tuple[N, C]], weight: Tensor[tuple[C]]) -> Tensor[tuple[N, C]]:
    return x * weight
"""

# Cells, the last of which raises one of our errors.
REFUSED = {
    "a function": [SCALE, "scale(zeros(2, 6), zeros(5))"],
    "a function that is defined again": [
        "def f(x: Tensor[tuple[Literal[4]]]): ...",
        "def f(x: Tensor[tuple[Literal[5]]]): ...",
        "f(zeros(4))",
    ],
    "names that a later cell defines": [
        "from __future__ import annotations\ndef f(x: Tensor[tuple[K, K]]): ...",
        'K = TypeVar("K", bound=int)',
        "f(zeros(2, 3))",
    ],
    "a type variable that is defined again": [
        SCALE,
        'N = TypeVar("N", bound=int)',
        SCALE,
        "scale(zeros(2, 6), zeros(5))",
    ],
    "annotations from the future": [
        "from __future__ import annotations",
        "def f(x: Tensor[tuple[Literal[4]]]): ...",
        "f(zeros(5))",
    ],
    "a method": [
        "class Block(torch.nn.Module):\n    def forward(self, x: Tensor[tuple[N, Literal[3]]]): return x",
        "Block()(zeros(2, 4))",
    ],
    "a dataclass": [
        "import dataclasses\n@dataclasses.dataclass\nclass Pair:\n    x: Tensor[tuple[N]]\n    y: Tensor[tuple[N]]",
        "Pair(zeros(2), zeros(3))",
    ],
    "a function in a function": [
        "def outer(y):\n    def inner(x: Tensor[tuple[Literal[4]]]): ...\n    return inner(y)",
        "outer(zeros(5))",
    ],
    "under another decorator": ["@torch.no_grad()\n" + SCALE.strip(), "scale(zeros(2, 6), zeros(5))"],
    "timed": ["%%time\n" + SCALE, "scale(zeros(2, 6), zeros(5))"],
    "captured": ["%%capture\n" + SCALE, "scale(zeros(2, 6), zeros(5))"],
    "in a cell that awaits": [
        "import asyncio\nawait asyncio.sleep(0)\nasync def f(x: Tensor[tuple[Literal[4]]]): ...",
        "await f(zeros(5))",
    ],
    "after a reset in the same cell": [
        "%reset -f\nfrom typed_torch import Tensor\nimport typing, torch\n"
        "def f(x: Tensor[tuple[typing.Literal[4]]]): ...",
        "f(torch.zeros(5))",
    ],
    "after a cell that is no Python": ["def f(x: Tensor[:", SCALE, "scale(zeros(2, 6), zeros(5))"],
    "plain annotations": ["def f(x: int) -> int: return x", 'f("a")'],
    "jaxtyping's": [
        'from jaxtyping import Float\ndef f(x: Float[torch.Tensor, "b 3"]): ...',
        "f(zeros(2, 4))",
    ],
}

# Cells, the last of which runs: they have nothing to check, or say that they are not to be checked.
ACCEPTED = {
    "nothing annotated": ["def f(x): return x", "f(3)"],
    "a class with nothing annotated": ["class A:\n    def f(self, x): return x", "A().f(3)"],
    "no_type_check": ["import typing\n@typing.no_type_check\ndef f(x: int): return x", 'f("a")'],
    "overloads": [
        "import typing\n@typing.overload\ndef f(x: int) -> int: ...\n@typing.overload\ndef f(x: str) -> str: ...\n"
        "def f(x): return x",
        'f("a")',
    ],
    "checked already": ["@tt.checked\n" + SCALE.strip(), "scale(zeros(2, 6), zeros(6))"],
    "jaxtyped": [
        "from jaxtyping import Float, jaxtyped\nfrom beartype import beartype\n@jaxtyped(typechecker=beartype)\n"
        'def f(x: Float[torch.Tensor, "b 3"]): ...',
        "f(zeros(2, 3))",
    ],
    "compiled whole": [
        "@torch.compile(backend='eager', fullgraph=True)\ndef f(x: Tensor[tuple[N]]) -> Tensor[tuple[N]]:\n"
        "    def inner(y: Tensor[tuple[N]]) -> Tensor[tuple[N]]: return y + 1\n    return inner(x)",
        "f(zeros(2))",
    ],
    "protocols, enumerations and typed dicts": [
        "import enum, typing\nclass P(typing.Protocol):\n    def f(self, x: Tensor) -> Tensor: ...\n"
        "class E(enum.Enum):\n    A = 1\nclass D(typing.TypedDict):\n    x: Tensor[tuple[N]]\n"
        "class T(typing.NamedTuple):\n    x: Tensor[tuple[N]]",
        "T(zeros(3)), E.A, D(x=zeros(3))",
    ],
    "right calls": [SCALE, "scale(zeros(2, 6), zeros(6))"],
    "timed in a loop": [SCALE, "%timeit -n 1 -r 1 scale(zeros(2, 6), zeros(6))"],
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_cell_defines_is_checked(case: str, notebook: Any) -> None:
    *cells, last = REFUSED[case]
    for cell in cells:
        notebook.error(cell)
    assert isinstance(notebook.error(last), tt.TensorTypeError)


@pytest.mark.parametrize("case", REFUSED)
def test_without_the_extension_it_is_not(case: str, bare: Any) -> None:
    *cells, last = REFUSED[case]
    for cell in cells:
        bare.error(cell)
    assert not isinstance(bare.error(last), tt.TensorTypeError)


@pytest.mark.parametrize("case", ACCEPTED)
def test_nothing_else_is_in_the_way(case: str, notebook: Any) -> None:
    for cell in ACCEPTED[case]:
        assert notebook.error(cell) is None


def test_an_annotation_that_cannot_be_checked_is_said_where_it_is_defined(notebook: Any) -> None:
    cell = "from collections.abc import Callable\ndef f(x: list[Callable[[Tensor], Tensor]]): ..."
    error = notebook.error(cell)
    assert isinstance(error, tt.ArgumentTypeError)


def test_a_function_pickles_by_value_into_another_process(notebook: Any) -> None:
    cloudpickle = pytest.importorskip("cloudpickle")
    notebook.run("def outer(y):\n    def inner(x: int): return x\n    return inner(y)")
    code = f"import pickle; print(pickle.loads({cloudpickle.dumps(notebook.value('outer'))!r})(3))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "3\n"


def test_our_names_are_not_among_those_of_the_user(notebook: Any) -> None:
    notebook.run(SCALE)
    assert "typed_torch_checked" not in notebook.run("%who")


def test_the_environment_switches_it_off(notebook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TYPED_TORCH_CHECKED", "never")
    assert notebook.error("def f(x: int): return x\nf('a')") is None


def _state(shell: Any) -> tuple[Any, ...]:
    formatters = shell.display_formatter.formatters
    return (
        list(shell.ast_transformers),
        shell.custom_exceptions,
        shell.CustomTB,
        {kind: dict(formatter.type_printers) for kind, formatter in formatters.items()},
        {kind: set(names) for kind, names in shell.magics_manager.magics.items()},
        {name: list(calls) for name, calls in shell.events.callbacks.items()},
    )


def test_unloading_leaves_the_shell_as_it_was(bare: Any) -> None:
    before = _state(bare.shell)
    for _ in range(2):
        bare.run("%load_ext typed_torch\n%typed_torch histograms on")
        bare.run("%reload_ext typed_torch")
        bare.run("%typed_torch histograms on")
        assert isinstance(bare.error(SCALE + "scale(zeros(2, 6), zeros(5))"), tt.ShapeError)
        bare.run("%unload_ext typed_torch")
        assert _state(bare.shell) == before
    bare.run(SCALE)
    assert bare.value("import inspect; inspect.unwrap(scale) is scale")


def test_what_was_defined_stays_checked(notebook: Any) -> None:
    notebook.run("def outer(y):\n    def inner(x: int): ...\n    inner(y)")
    notebook.run("%unload_ext typed_torch\n%unload_ext typed_torch")
    assert isinstance(notebook.error("outer('a')"), tt.ArgumentTypeError)


def test_loading_twice_decorates_once(notebook: Any) -> None:
    tt.load_ipython_extension(notebook.shell)
    notebook.run("%load_ext typed_torch")
    assert len([each for each in notebook.shell.ast_transformers if "typed_torch" in type(each).__module__]) == 1
    tt.unload_ipython_extension(notebook.shell)
    tt.unload_ipython_extension(notebook.shell)
    assert not notebook.shell.ast_transformers


def test_importing_the_package_does_not_import_ipython() -> None:
    code = "import sys, typed_torch; print({'IPython', 'torch'} & sys.modules.keys() or False)"
    assert (
        subprocess.run([sys.executable, "-P", "-c", code], check=True, capture_output=True, text=True).stdout
        == "False\n"
    )


@pytest.fixture(autouse=True)
def _no_name_in_builtins() -> Any:
    yield
    vars(builtins).pop("__typed_torch_checked__", None)
