"""Write the stubs that name what is torch's own: its submodules under our name, and the names of the three mirrors.

Run ``make stubs`` after a change of torch's version. Checkers read the types from torch itself; a name imported
from it that they do not know, because torch makes it at run time, is ``Any`` to them.
"""

from __future__ import annotations

import ast
import functools
import importlib
import sys
import warnings
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

import torch

__all__ = ["GENERATED", "STUBS", "write"]

STUBS = Path(__file__).parent / "typed_torch-stubs"
GENERATED = "# Written by stubs/submodules.py.\n"
# The modules in which names of ours stand beside torch's, with those modules of torch where newer names are likely.
_MIRRORS = {
    "torch": ("torch._C", "torch._C._VariableFunctions", "torch.functional"),
    "torch.nn": ("torch.nn.modules",),
    "torch.nn.functional": ("torch.nn.functional",),
}

_UNKNOWN_IS_ANY = '# mypy: disable-error-code="attr-defined"\n'
_BOTH_SIDES = """\
# Our names stand on both sides of torch's: mypy keeps the first binding of a name, the others the last.
# mypy: disable-error-code="assignment, attr-defined, no-redef"
"""
_OURS = "from ._typed import *\n"
_SPECIAL = {"torch": {"__config__", "__future__", "__version__"}}
_VERSION = {"torch": "\n__typed_torch_version__: str\n"}
_LINE = 120


def write(folder: Path) -> None:
    """Write the stubs into ``folder``, and remove those that were written there before."""
    for file in folder.rglob("*.pyi"):
        if file.read_text().startswith(GENERATED):
            file.unlink()
    for module, source in _modules().items():
        path = Path(*module.split(".")[1:])
        is_package = source.name == "__init__.py" or module in _MIRRORS
        file = folder / (path / "__init__.pyi" if is_package else path.with_suffix(".pyi"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_mirror(module) if module in _MIRRORS else _submodule(module))


def _mirror(module: str) -> str:
    names = {name for name in dir(importlib.import_module(module)) if not name.startswith("_")}
    stars = "".join(f"from {origin} import *\n" for origin in _MIRRORS[module])
    torch_own = stars + _imports(module, names | _SPECIAL.get(module, set()))
    return GENERATED + _BOTH_SIDES + _OURS + torch_own + _OURS + _VERSION.get(module, "")


def _submodule(module: str) -> str:
    listed, names = {*(_listed(module) or ())}, _names(module) | _made(module)
    if _children(module) & (listed or names):
        return GENERATED + _UNKNOWN_IS_ANY + _imports(module, listed | names)
    return GENERATED + _UNKNOWN_IS_ANY + f"from {module} import *\n" + _imports(module, names - listed)


def _imports(module: str, names: Set[str]) -> str:
    """``names`` of ``module`` from torch, but its submodules from our stubs.

    pyright adds to the attributes of a package what ``import typed_torch.distributed.fsdp`` loads, if there is no
    second declaration of ``distributed``, as by a star. pyrefly and ty know nothing of a submodule that comes by one.
    """
    children = _children(module)
    return _import(module, names - children) + _import(".", children)


@functools.cache
def _children(module: str) -> frozenset[str]:
    """The public submodules of ``module`` that are its attributes once torch is imported."""
    if module not in sys.modules:
        return frozenset()
    attributes = vars(sys.modules[module]).items()
    children = {name for name, value in attributes if sys.modules.get(f"{module}.{name}") is value}
    return frozenset(name for name in children if f"{module}.{name}" in _modules())


@functools.cache
def _made(module: str) -> frozenset[str]:
    """The public names that ``module`` has of its own once torch is imported, made by its code or written in it."""
    loaded = sys.modules.get(module)
    with warnings.catch_warnings(action="ignore"):  # of deprecated names
        own = {name for name, value in vars(loaded or object).items() if getattr(value, "__module__", None) == module}
        listed = {name for name in getattr(loaded, "__all__", ()) if hasattr(loaded, name)}
    return frozenset(name for name in own | listed if not name.startswith("_"))


def _import(origin: str, names: Set[str]) -> str:
    aliases = [f"{name} as {name}" for name in sorted(names)]
    line = f"from {origin} import {', '.join(aliases)}\n"
    if not aliases:
        return ""
    if len(line) <= _LINE + 1:
        return line
    return f"from {origin} import (\n" + "".join(f"    {alias},\n" for alias in aliases) + ")\n"


@functools.cache
def _modules() -> dict[str, Path]:
    """The file of each public module of torch."""
    root = Path(torch.__file__).parent
    found = {}
    for file in sorted(root.rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if all(part.isidentifier() and not part.startswith("_") for part in parts):
            found[".".join(("torch", *parts))] = file
    return found


@functools.cache
def _tree(module: str) -> ast.Module:
    return ast.parse(_modules()[module].read_bytes())


@functools.cache
def _listed(module: str) -> tuple[str, ...] | None:
    """``__all__`` of ``module``, if it is written out."""
    listed: list[str] | None = None
    for node in _tree(module).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if not any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            continue
        try:
            listed = [*(listed or ()), *ast.literal_eval(node.value)]  # type: ignore[attr-defined]
        except ValueError:
            return None
    return None if listed is None else tuple(listed)


@functools.cache
def _names(module: str) -> frozenset[str]:
    """The public names that ``module`` defines or, unless it lists its names in ``__all__``, takes from torch."""
    is_package = _modules()[module].name == "__init__.py"
    takes = is_package or _listed(module) is None
    names: set[str] = set()
    for node in _statements(_tree(module).body):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(targets=targets):
                stored = (leaf for target in targets for leaf in ast.walk(target) if isinstance(leaf, ast.Name))
                names.update(leaf.id for leaf in stored if isinstance(leaf.ctx, ast.Store))
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
            case ast.ImportFrom(names=aliases) if takes:
                origin = _origin(node, module, is_package)
                if origin.split(".")[0] == "torch":
                    names.update(alias.asname or alias.name for alias in aliases if alias.name != "*")
                if aliases[0].name == "*" and origin in _modules():
                    names.update(_listed(origin) or _names(origin))
    return frozenset(name for name in names if not name.startswith("_"))


def _origin(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    """The absolute name of the module that ``node`` imports from."""
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    parts = parts[: len(parts) - node.level + is_package]
    return ".".join([*parts, node.module] if node.module else parts)


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of ``body`` and of the branches in it."""
    for node in body:
        yield node
        for branch in ("body", "orelse", "finalbody") if isinstance(node, (ast.If, ast.Try, ast.With)) else ():
            yield from _statements(getattr(node, branch, ()))
        for handler in getattr(node, "handlers", ()):
            yield from _statements(handler.body)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else STUBS)
