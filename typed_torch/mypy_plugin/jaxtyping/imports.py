"""Which of jaxtyping's classes a name is: mypy knows them all as ``Annotated``, so the import statements tell."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache

from mypy.nodes import MypyFile

from typed_torch.mypy_plugin.syntax import nodes_in
from typed_torch.shape.jaxtyping.dtypes import CLASSES

__all__ = ["ANNOTATED", "USING", "class_named", "uses_jaxtyping"]

ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})
# The modules in which an annotation of jaxtyping's over torch's tensors was read.
USING: set[str] = set()

_PACKAGE = "jaxtyping"
_DEEPEST = 10


def uses_jaxtyping(file: MypyFile) -> bool:
    """Whether ``file`` has annotations of jaxtyping over torch's tensors, or may have where mypy has it cached."""
    return file.fullname in USING or _has_its_names(file, len(file.names))


@lru_cache(maxsize=8)
def _has_its_names(file: MypyFile, _: int) -> bool:
    """Whether ``file`` has names of jaxtyping's, for as many names as mypy has found in it by now."""
    return any(name in CLASSES and symbol.fullname in ANNOTATED for name, symbol in file.names.items())


def class_named(modules: Mapping[str, MypyFile], module: str, name: str, depth: int = 0) -> str | None:
    """The class of jaxtyping that ``name`` is in ``module``, such as ``Float`` for ``jt.Float``.

    Args:
        modules: every module that mypy has read.
        module: where the name is written.
        name: the name as written, with dots.
        depth: through how many modules it has been followed.
    """
    first, _, rest = name.partition(".")
    if module.partition(".")[0] == _PACKAGE:
        return name if name in CLASSES else None
    file = modules.get(module)
    if file is None or depth > _DEEPEST:
        return None
    found = _imported(file.path, module, file.is_package_init_file())
    if first in found.names:
        source, original = found.names[first]
        if f"{source}.{original}" in modules and rest:
            return class_named(modules, f"{source}.{original}", rest, depth + 1)
        return class_named(modules, source, f"{original}.{rest}" if rest else original, depth + 1)
    if first in found.modules and rest:
        source = found.modules[first]
        *packages, last = rest.split(".")
        return class_named(modules, ".".join([source, *packages]), last, depth + 1)
    for source in found.stars:
        through = class_named(modules, source, name, depth + 1)
        if through is not None:
            return through
    return None


class _Imports:
    """What a file imports: names with where they are from, modules, and modules of which everything is imported."""

    def __init__(self) -> None:
        self.names: dict[str, tuple[str, str]] = {}
        self.modules: dict[str, str] = {}
        self.stars: list[str] = []


@lru_cache(512)
def _imported(path: str, module: str, is_package: bool) -> _Imports:
    found = _Imports()
    for node in nodes_in(path):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found.modules[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(node, module, is_package)
            for alias in node.names:
                if alias.name == "*":
                    found.stars.append(source)
                else:
                    found.names[alias.asname or alias.name] = source, alias.name
        elif isinstance(node, ast.Assign) and isinstance(node.value, (ast.Name, ast.Attribute)):
            for target in node.targets:
                if isinstance(target, ast.Name) and isinstance(node.value, ast.Attribute):
                    found.names.setdefault(target.id, (module, ast.unparse(node.value)))
    return found


def _absolute(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    kept = parts[: len(parts) - node.level + is_package]
    return ".".join([*kept, *([node.module] if node.module else [])])
