"""Types read back from what mypy writes in its errors: tensors as the rules know them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from typed_torch import _device, _dtype
from typed_torch.shape import UNKNOWN, UNKNOWN_SHAPE, Dim, Many, Pattern, Refusal, Shape, Spec, Symbol, match
from typed_torch.shape.sizes import SizeSyntaxError, parse

__all__ = ["items_of", "matches", "members_in", "pairs_of", "parsed", "pattern_for", "spec_in", "widest"]


@lru_cache(256)
def parsed(text: str) -> ast.expr | None:
    """A type as mypy writes it, numbers that code is given with an @; ``None`` where it leaves something out."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None


def items_of(type_: ast.expr, name: str) -> list[ast.expr] | None:
    """The arguments of ``name[...]``, by whatever path; ``None`` for anything else."""
    if not isinstance(type_, ast.Subscript) or ast.unparse(type_.value).rpartition(".")[2] != name:
        return None
    return type_.slice.elts if isinstance(type_.slice, ast.Tuple) else [type_.slice]


def members_in(type_: ast.expr) -> Iterator[ast.expr]:
    """The types that a union is made of; of any other type, itself."""
    if isinstance(type_, ast.BinOp) and isinstance(type_.op, ast.BitOr):
        yield from members_in(type_.left)
        yield from members_in(type_.right)
    else:
        yield type_


def pairs_of(came: ast.expr | None, expected: ast.expr | None) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """What came and what was expected: one each, or those of two tuples, and of tuples in them."""
    if came is None or expected is None:
        return
    expected = _without_none(expected)
    ours, theirs = items_of(came, "tuple"), items_of(expected, "tuple")
    if ours is not None and theirs is not None and len(ours) == len(theirs):
        for place, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from ((f"[{place}]{inner}", got, asked) for inner, got, asked in pairs_of(one, other))
    else:
        yield "", came, expected


def _without_none(type_: ast.expr) -> ast.expr:
    """The one member of a union that is not ``None``."""
    members = list(members_in(type_))
    others = [each for each in members if not (isinstance(each, ast.Constant) and each.value is None)]
    return others[0] if len(others) == 1 else type_


def spec_in(type_: ast.expr) -> Spec | None:
    """The tensor that a type is, dtype and device by the names of their classes or type variables."""
    items = items_of(type_, "Tensor") or items_of(type_, "Parameter")
    if items is None or len(items) != 3 or not all(isinstance(each, ast.Name) for each in items[1:]):
        return None
    dtype, device = (each.id if isinstance(each, ast.Name) and each.id != "Any" else None for each in items[1:])
    return Spec(_shape(items[0]), _said(dtype, _dtype), _said(device, _device))


def _said(name: str | None, module: Any) -> str | None:
    """What a message calls a class of dtypes or devices: ``float32``; a type variable by its own name."""
    members = _names(name, module)
    return next(iter(members)) if members is not None and len(members) == 1 else name


def _names(name: str | None, module: Any) -> frozenset[str] | None:
    found = getattr(module, name or "", None)
    names: frozenset[str] | None = found.names() if isinstance(found, type) and hasattr(found, "names") else None
    return names


def pattern_for(asked: Spec) -> Pattern:
    """What a type that is read back asks of a tensor."""
    return Pattern(asked.shape, _admitted(asked.dtype, _dtype), _admitted(asked.device, _device))


def _admitted(name: str | None, module: Any) -> frozenset[str] | None:
    """What a class of several admits; of one dtype or device, or of a type variable, itself."""
    return _names(name, module) or (None if name is None else frozenset({name}))


def _shape(type_: ast.expr) -> Shape:
    items = items_of(type_, "tuple")
    if items is None:
        return UNKNOWN_SHAPE
    if any(isinstance(item, ast.Constant) and item.value is ... for item in items):
        return UNKNOWN_SHAPE
    return tuple(_dim(item) for item in items if not isinstance(item, ast.Tuple))


def _dim(item: ast.expr) -> Dim | Many:
    if isinstance(item, ast.Starred):
        return Many(item.value.id) if isinstance(item.value, ast.Name) else Many()
    if isinstance(item, ast.Name):
        return UNKNOWN if item.id in {"Any", "int"} else Symbol(item.id)
    literal, size = items_of(item, "Literal"), items_of(item, "Size")
    if literal is not None and len(literal) == 1 and isinstance(literal[0], ast.Constant):
        return literal[0].value if type(literal[0].value) is int else UNKNOWN
    return UNKNOWN if size is None else _size(size)


def _size(items: list[ast.expr]) -> Dim:
    """The size that ``Size[Literal['2 * H'], tuple[H]]`` stands for."""
    text = items_of(items[0], "Literal")
    if text is None or not isinstance(text[0], ast.Constant) or not isinstance(text[0].value, str):
        return UNKNOWN
    try:
        return parse(text[0].value)
    except SizeSyntaxError:
        return UNKNOWN


def matches(got: Spec, asked: Spec) -> bool:
    """Whether one tensor may be where another is asked for."""
    try:
        match(pattern_for(asked), got, argument="")
    except Refusal:
        return False
    return True


def widest(came: ast.expr) -> list[Spec] | None:
    """The tensors that a value may be, but for those that another one is but for sizes; ``None`` if it may be more.

    ``Any`` beside them is not refused.
    """
    known = [spec_in(each) for each in members_in(came) if not (isinstance(each, ast.Name) and each.id == "Any")]
    specs = [each for each in known if each is not None]
    return (
        None
        if len(specs) < len(known)
        else [each for each in specs if not any(_covers(other, each) for other in specs)]
    )


def _covers(wide: Spec, spec: Spec) -> bool:
    """Whether ``wide`` is ``spec`` but for sizes that are not known; of a sum that starts at 0, but for the device."""
    if wide == spec:
        return False
    if wide.shape == spec.shape == () and spec.device == "cpu":
        return wide.dtype == spec.dtype
    if len(wide.shape) != len(spec.shape):
        return False
    is_like = wide.with_shape(()) == spec.with_shape(())
    return is_like and all(one is UNKNOWN or one == other for one, other in zip(wide.shape, spec.shape, strict=True))
