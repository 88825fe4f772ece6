"""``import typed_torch.optim``: a submodule that is not ours is torch's own module, under our name too.

What another finder of Python's knows under our name is ours. For the rest ``sys.modules`` gets torch's module, which
keeps its own name, spec and loader.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

__all__ = ["install"]

_OURS = __name__.partition(".")[0]


def install() -> None:
    """Let submodules of torch be imported under our name; a second time changes nothing."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != __name__]
    # Before the finder of paths, which would load `torch/optim/sgd.py` a second time under our name.
    sys.meta_path.insert(0, _Finder())


class _Finder:
    """Finds torch's submodules under our name."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        root, _, name = fullname.partition(".")
        if root != _OURS or not name:
            return None
        return self._own(fullname, path, target) or _spec(fullname, f"torch.{name}")

    def _own(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
        parent = sys.modules.get(fullname.rpartition(".")[0])
        if parent is None or parent.__name__.partition(".")[0] != _OURS:
            return None
        others: Any = (finder for finder in sys.meta_path if finder is not self)
        found = (finder.find_spec(fullname, path, target) for finder in others)
        return next((spec for spec in found if spec is not None), None)


def _spec(fullname: str, twin: str) -> ModuleSpec | None:
    """What Python is to know of ``fullname``, if torch has ``twin``."""
    try:
        importlib.import_module(twin.rpartition(".")[0])
        # Modules in C, and those that torch puts into sys.modules itself, as `torch.backends`, have no spec.
        found = sys.modules[twin].__spec__ if twin in sys.modules else importlib.util.find_spec(twin)
    except ModuleNotFoundError as error:
        if error.name != "torch" and f"{twin}.".startswith(f"{error.name}."):
            return None
        raise
    module = sys.modules.get(twin)
    if module is None and found is None:
        return None
    is_package = hasattr(module, "__path__") if module else found is not None and found.submodule_search_locations
    origin = found.origin if found else None
    return ModuleSpec(fullname, _Loader(twin, found), origin=origin, is_package=bool(is_package))


class _Loader(Loader):
    """Loads torch's ``twin`` in the place of a module of ours."""

    def __init__(self, twin: str, found: ModuleSpec | None) -> None:
        self._twin = twin
        self._loader: Any = found and found.loader

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to Python to make an empty module: it would write our spec into torch's."""

    def exec_module(self, module: ModuleType) -> None:
        """Put torch's module where the empty one was."""
        name = module.__name__
        sys.modules[name] = importlib.import_module(self._twin)
        _keep_shadowed(name, self._twin)

    def get_code(self, fullname: str) -> Any:
        """The code of ``fullname``, which ``python -m`` runs."""
        return self._loader.get_code(self._twin)


def _keep_shadowed(ours: str, twin: str) -> None:
    """Name the submodules of ``twin`` that something else of their name hides, as a function hides its module.

    Importing one later would make Python put the module in the place of the function.
    """
    seen = vars(sys.modules[twin])
    for name, module in list(sys.modules.items()):
        parent, _, child = name.rpartition(".")
        if parent == twin and seen.get(child) is not module:
            sys.modules.setdefault(f"{ours}.{child}", module)
            _keep_shadowed(f"{ours}.{child}", name)
