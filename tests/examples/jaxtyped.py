"""The networks of ``examples``, annotated with jaxtyping: each ``Tensor[tuple[N, C], Float32, Dev]`` as
``Float32[torch.Tensor, "N C"]``, on the same lines.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from beartype import beartype
from jaxtyping import jaxtyped

__all__ = ["NETWORKS", "checked", "in_jaxtyping"]

NETWORKS = ("resnet", "unet", "transformer")

# As Python keeps the text of an annotation.
_ANNOTATION = re.compile(r"(?:Float32|Int64)\[torch.Tensor, '(.*)'\]")


def in_jaxtyping(source: str) -> str:
    """``source`` with the annotations of jaxtyping in the place of ours."""
    lines = source.encode().splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    text = source.encode()
    for node in reversed(list(_tensors(ast.parse(source)))):
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        text = text[:first] + _annotation(node, text[first:last].count(b"\n")).encode() + text[last:]
    return re.sub(
        r"from typed_torch import .*", "from typed_torch import CPU, Device; from jaxtyping import Float32, Int64",
        text.decode(),
    )  # fmt: skip


def _tensors(tree: ast.Module) -> Iterator[ast.Subscript]:
    """Annotations of tensors, in the order of the text."""
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Tensor"
    ]
    return iter(sorted(found, key=lambda node: (node.lineno, node.col_offset)))


def _annotation(tensor: ast.Subscript, lines: int) -> str:
    match tensor.slice:
        case ast.Tuple([ast.Subscript(_, shape), ast.Name(dtype), *_]):
            dims = shape.elts if isinstance(shape, ast.Tuple) else [shape]
            return f'{dtype}[torch.Tensor, "{" ".join(map(_axis, dims))}"{chr(10) * lines}]'
    raise NotImplementedError(ast.unparse(tensor))


def _axis(dim: ast.expr) -> str:
    match dim:
        case ast.Name(name):
            return "_" if name == "Any" else name
        case ast.Subscript(ast.Name("Literal"), ast.Constant(size)):
            return str(size)
        case ast.Subscript(ast.Name("Dim"), ast.Subscript(_, ast.Constant(str(text)))):
            return text.replace(" ", "")
    raise NotImplementedError(ast.unparse(dim))


def checked(module: ModuleType) -> list[str]:
    """Has jaxtyping check the functions and methods that ``module`` defines; their names.

    Those are left out that compute with a size nothing passed to them shows, which it takes for an error: at run time
    it knows no ``TypeVar``.
    """
    found = []
    for owner in (module, *(value for value in vars(module).values() if inspect.isclass(value))):
        for name, function in list(vars(owner).items()):
            if inspect.isfunction(function) and function.__module__ == module.__name__ and _can_be_checked(function):
                setattr(owner, name, jaxtyped(typechecker=beartype)(_with_known_annotations(function, module)))
                found.append(function.__qualname__)
    return found


def _can_be_checked(function: Callable[..., Any]) -> bool:
    axes = {
        name: [axis for found in _ANNOTATION.findall(str(text)) for axis in found.split()]
        for name, text in function.__annotations__.items()
    }
    if not any(axes.values()):
        return False
    shown = {axis for name, words in axes.items() if name != "return" for axis in words if axis.isidentifier()}
    computed = [axis for words in axes.values() for axis in words if not (axis.isidentifier() or axis.isdigit())]
    return all(set(re.findall(r"[A-Za-z]\w*", axis)) <= shown for axis in computed)


def _with_known_annotations(function: Callable[..., Any], module: ModuleType) -> Callable[..., Any]:
    """``function`` with what its annotations of tensors mean, and without its others, which name type variables."""
    function.__annotations__ = {
        name: eval(text, vars(module)) for name, text in function.__annotations__.items() if _ANNOTATION.fullmatch(text)
    }
    return function
