"""``install_hook``: every function and class of a package, checked as it is imported."""

from __future__ import annotations

import ast
import sys
import types
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import Any

from typed_torch._checking.decorating import DECORATOR, Decorating, checked_if_annotated
from typed_torch._checking.switch import is_never
from typed_torch.shape.arguments import wrong_type

__all__ = ["Hook", "install_hook"]


class Hook(MetaPathFinder):
    """An import hook, until ``uninstall()`` or the end of a ``with`` block; modules loaded by then stay checked."""

    def __init__(self, packages: Sequence[str]) -> None:
        self.packages = tuple(packages)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module as Python finds it, to be loaded with its functions checked."""
        if not any(f"{fullname}.".startswith(f"{package}.") for package in self.packages):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and type(spec.loader) is SourceFileLoader:
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec

    def uninstall(self) -> None:
        """Check no further module."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def __enter__(self) -> Hook:
        return self

    def __exit__(self, *_: object) -> None:
        self.uninstall()


class _Loader(SourceFileLoader):
    def path_stats(self, path: str) -> Any:
        """No date: the code is neither read from Python's cache nor written into it."""
        raise OSError("checked code is not cached")

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> types.CodeType:  # type: ignore[override]
        """The code of the module, with every definition decorated."""
        tree = Decorating().visit(ast.parse(data, path))
        code: types.CodeType = compile(tree, path, "exec", dont_inherit=True, optimize=_optimize)
        return code

    def exec_module(self, module: types.ModuleType) -> None:
        """Run the module."""
        vars(module)[DECORATOR] = checked_if_annotated
        super().exec_module(module)


def install_hook(*packages: str) -> Hook:
    """Check every function and class of ``packages`` that is imported from now on, as if ``checked`` stood over it.

    Submodules are checked too, jaxtyping's hints as well as ours; functions without annotations are left alone, and so
    are those under ``torch.jit.script``, ``triton.jit``, ``no_type_check`` and the like. Call it before the import, in
    the ``conftest.py`` of a test suite for example.

    >>> with install_hook("mypackage"):
    ...     pass  # import mypackage

    Returns:
        The hook: a context manager, with ``uninstall()``.

    Raises:
        ArgumentTypeError: a package is not a name; when a module is imported, an annotation that cannot be checked.
    """
    for package in packages:
        if not isinstance(package, str) or not all(part.isidentifier() for part in package.split(".")):
            raise wrong_type("install_hook", "packages", "names of packages", type(package).__name__, package)
    hook = Hook(() if is_never() else packages)
    sys.meta_path.insert(0, hook)
    return hook
