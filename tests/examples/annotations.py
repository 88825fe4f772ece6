"""Holding a network's annotations against what its functions are given and give, as it runs.

The text of each annotation is read, so sizes such as ``Dim[Literal["4 * H"]]`` need no class of their own.
"""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import torch

__all__ = ["Annotated"]

Sizes = dict[str, int]


def _generic(annotation: object) -> str | None:
    """The name of the ``TypeVar`` that an ``int``'s annotation is."""
    text = str(annotation)
    return text if text.isidentifier() and text.isupper() and len(text) == 1 else None


def _size(node: ast.expr, actual: int, sizes: Sizes) -> bool:
    match node:
        case ast.Name("Any"):
            return True
        case ast.Name(name):
            return sizes.setdefault(name, actual) == actual
        case ast.Subscript(ast.Name("Literal"), ast.Constant(value)):
            return bool(value == actual)
        case ast.Subscript(ast.Name("Dim"), ast.Subscript(_, ast.Constant(str(text)))):
            tree = ast.parse(text, mode="eval")
            unknown = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - set(sizes)
            code = compile(tree, text, "eval")
            for name in unknown:  # one only, in an argument: "4 * H" of 12 is 3
                fitting = [n for n in range(actual + 1) if eval(code, {**sizes, name: n}) == actual]
                if not fitting:
                    return False
                sizes[name] = fitting[0]
            return bool(eval(code, {**sizes}) == actual)
    raise NotImplementedError(ast.unparse(node))


def _fits(annotation: object, value: object, sizes: Sizes) -> bool:
    """Whether a value is what its annotation says, of which other values may have told the sizes."""
    if (name := _generic(annotation)) and isinstance(value, int):
        return sizes.setdefault(name, value) == value
    match ast.parse(str(annotation), mode="eval").body:
        case ast.Subscript(ast.Name("Tensor"), ast.Tuple([ast.Subscript(_, shape), ast.Name(dtype), *_])):
            assert isinstance(value, torch.Tensor)
            dims = shape.elts if isinstance(shape, ast.Tuple) else [shape]
            expected = getattr(torch, dtype.lower())
            return (
                value.dtype == expected and value.dim() == len(dims) and all(map(_size, dims, value.shape, [sizes] * 9))
            )
        case ast.Subscript(ast.Name(), given) if isinstance(value, torch.nn.Module):
            given = given.elts if isinstance(given, ast.Tuple) else [given]
            own = value.__dict__.get("_sizes", {})
            return all(
                _size(node, own[p.__name__], sizes) for node, p in zip(given, type(value).__parameters__, strict=True)
            )
    return True


class Annotated:
    """Wraps what a module defines; ``wrong`` says which annotations did not hold."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.seen = 0
        self.wrong: list[str] = []

    def _wrapped(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def wrapper(*args: Any, **options: Any) -> Any:
            bound = signature.bind(*args, **options)
            bound.apply_defaults()
            owner = bound.arguments.get("self")
            sizes = dict(owner.__dict__.get("_sizes", {})) if owner is not None else {}
            # What is a size by itself first, then what is computed from it.
            ordered = sorted(
                bound.arguments.items(), key=lambda item: "Dim" in str(signature.parameters[item[0]].annotation)
            )
            for argument, value in ordered:
                if argument != "self" and not _fits(signature.parameters[argument].annotation, value, sizes):
                    self.wrong.append(f"{name}: {argument}")
            if function.__name__ == "__init__":
                owner.__dict__["_sizes"] = sizes
            result = function(*args, **options)
            self.seen += 1
            if result is not None and not _fits(signature.return_annotation, result, sizes):
                self.wrong.append(f"{name}: result")
            return result

        return wrapper

    def __enter__(self) -> Annotated:
        for name, value in list(vars(self.module).items()):
            if getattr(value, "__module__", None) != self.module.__name__:
                continue
            if inspect.isclass(value):
                for method, function in list(vars(value).items()):
                    if inspect.isfunction(function):
                        setattr(value, method, self._wrapped(function, f"{name}.{method}"))
            elif inspect.isfunction(value):
                setattr(self.module, name, self._wrapped(value, name))
        return self

    def __exit__(self, *_: object) -> None:
        pass
