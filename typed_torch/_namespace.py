"""The torch-like namespaces: our names first, then rules over torch's functions, then torch itself.

Nothing is imported before its first use, so that importing typed_torch does not import torch.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["mirror"]

# Python and its tools ask every module for names like these; only torch's own are worth importing torch for.
_SPECIAL = ("__config__", "__future__", "__version__")


def mirror(
    package: str, ours: Mapping[str, str], namespace: dict[str, Any]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` of ``package``, which mirrors torch's module of the same path.

    ``__all__`` is found by the first, so that ``import *`` gives what it gives from torch, and ours.

    Args:
        package: its name, such as ``"typed_torch.nn"``.
        ours: for each of our names, the submodule of typed_torch that defines it.
        namespace: the package's ``globals()``, where a name is kept after its first use.
    """
    path = package.removeprefix("typed_torch").removeprefix(".")

    def torch_module() -> Any:
        return importlib.import_module(f"torch.{path}" if path else "torch")

    def __getattr__(name: str) -> Any:
        if name in ours:
            module = importlib.import_module(f"typed_torch.{ours[name]}")
            value = module if module.__name__ == f"{package}.{name}" else getattr(module, name)
        elif name == "__all__":
            value = sorted({*ours, *_starred(torch_module())})
        elif name.startswith("__") and name not in _SPECIAL:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        else:
            value = _of_torch(torch_module(), path, name, package)
        namespace[name] = value
        return value

    def __dir__() -> list[str]:
        of_torch = (name for name in dir(torch_module()) if not name.startswith("__") or name in _SPECIAL)
        return sorted({*ours, *of_torch, *(name for name in namespace if name.startswith("__"))})

    return __getattr__, __dir__


def _starred(module: Any) -> list[str]:
    """What ``from module import *`` gives."""
    return getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]


def _of_torch(module: Any, path: str, name: str, package: str) -> Any:
    """torch's ``name``; where there is a rule for it, validated by it or explained by it."""
    try:
        value = getattr(module, name)
    except AttributeError:
        raise AttributeError(f"module {package!r} has no attribute {name!r}") from None
    import typed_torch.ops  # noqa: F401  registers torch.ops.typed_torch
    from typed_torch._explained import explained
    from typed_torch._facade import facade
    from typed_torch._layers import sized
    from typed_torch.shape import RULES

    own = f"{path}.{name}" if path else name
    rule, of_call = RULES.get(own), RULES.get(f"{own}.forward")
    if of_call is not None and of_call.pins:
        return sized(value, of_call.pins)
    if rule is None or not rule.takes_tensors:  # what makes tensors says itself what is wrong
        return value
    return facade(rule, value) if rule.validates else explained(rule, value)
