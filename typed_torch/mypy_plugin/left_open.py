"""What signatures leave open and lines may tell: ``-> torch.Tensor``, ``x: Tensor[tuple[N, Any]]``, no annotation."""

from __future__ import annotations

from collections.abc import Sequence

from mypy.checker import TypeChecker
from mypy.nodes import FuncDef
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    NoneType,
    ProperType,
    TupleType,
    Type,
    UnionType,
    UnpackType,
    get_proper_type,
)

from typed_torch.mypy_plugin.convert import any_type, shared, tensor_of
from typed_torch.mypy_plugin.jaxtyping.axes import holds_jaxtyped
from typed_torch.mypy_plugin.rebound import is_a_module
from typed_torch.mypy_plugin.untyped import has_plain

__all__ = ["is_left_open", "refined"]


def is_left_open(api: TypeChecker, function: FuncDef, given: Sequence[Type | None]) -> bool:
    """Whether the signature of ``function`` leaves something open of what it returns, or takes, ``given`` that."""
    signature = get_proper_type(api.function_type(function))
    if not isinstance(signature, CallableType) or len(signature.arg_types) != len(given):
        return False
    pairs = zip(signature.arg_types, given, strict=True)
    return _is_open(signature.ret_type) or any(
        passed is not None and _is_open(asked) and _is_told(passed) for asked, passed in pairs
    )


def _is_open(declared: Type) -> bool:
    """Whether a declared type leaves open what a tensor, or a module, is."""
    proper, tensor = get_proper_type(declared), tensor_of(declared)
    if tensor is not None:  # what jaxtyping names in a result alone is a size that nobody knows by another name
        return _has_open_sizes(tensor) and not holds_jaxtyped(declared)
    if isinstance(proper, TupleType):
        return any(map(_is_open, proper.items))
    return isinstance(proper, AnyType) or has_plain(declared) or _is_any_module(declared)


def _has_open_sizes(tensor: Instance) -> bool:
    shape = get_proper_type(tensor.args[0])
    if not isinstance(shape, TupleType):
        return isinstance(shape, AnyType)
    return any(isinstance(get_proper_type(item), (AnyType, UnpackType)) for item in shape.items)


def _is_any_module(declared: Type) -> bool:
    """Whether it is a module of torch's, of which it is not known what it is made with."""
    proper = get_proper_type(declared)
    if not isinstance(proper, Instance) or not proper.type.fullname.startswith("torch.nn."):
        return False
    return proper.extra_attrs is None and is_a_module(proper)


def _is_told(passed: Type) -> bool:
    """Whether sizes are known of what is passed."""
    tensor = tensor_of(passed)
    shape = None if tensor is None else get_proper_type(tensor.args[0])
    return isinstance(shape, TupleType) and not all(isinstance(get_proper_type(each), AnyType) for each in shape.items)


def refined(declared: Type, found: Type, *, with_modules: bool) -> Type:
    """``declared`` with what is ``found`` where it leaves that open: of tensors, and ``with_modules`` of these too.

    Where nothing is declared, all the rest is ``Any`` as ever.
    """
    proper, value = get_proper_type(declared), get_proper_type(found)
    if isinstance(value, TupleType) and isinstance(proper, (AnyType, TupleType)):
        asked = proper.items if isinstance(proper, TupleType) else [any_type()] * len(value.items)
        if len(asked) != len(value.items):
            return declared
        pairs = zip(asked, value.items, strict=True)
        return value.copy_modified(items=[refined(*pair, with_modules=with_modules) for pair in pairs])
    tensor, tensors = tensor_of(declared) if isinstance(proper, Instance) else None, _tensors(value)
    if tensor is not None and tensors:
        return tensor.copy_modified(args=[*map(_more, tensor.args, shared(tensors).args)])
    if isinstance(proper, AnyType):
        return found if tensors or (with_modules and is_a_module(found)) else declared
    return _unless_none(proper, value) if has_plain(declared) or _is_any_module(declared) else declared


def _unless_none(declared: ProperType, found: ProperType) -> Type:
    """What is ``found``, ``None`` only where that is ``declared``: code knows when there is something."""
    items = declared.items if isinstance(declared, UnionType) else [declared]
    if not isinstance(found, UnionType) or any(isinstance(get_proper_type(item), NoneType) for item in items):
        return found
    return UnionType.make_union([item for item in found.items if not isinstance(get_proper_type(item), NoneType)])


def _tensors(value: ProperType) -> list[Instance]:
    """The typed tensors that ``value`` is one of; none where it may be something else."""
    items = [get_proper_type(item) for item in (value.items if isinstance(value, UnionType) else [value])]
    tensors = [tensor_of(item) if isinstance(item, Instance) else None for item in items]
    return [] if None in tensors else [tensor for tensor in tensors if tensor is not None]


def _more(declared: Type, found: Type) -> Type:
    """A shape, or a dtype or a device: what is known of it by one or the other."""
    one, other = get_proper_type(declared), get_proper_type(found)
    if isinstance(one, TupleType) and isinstance(other, TupleType):
        is_alike = len(one.items) == len(other.items) and not any(isinstance(item, UnpackType) for item in one.items)
        return one.copy_modified(items=[*map(_more, one.items, other.items)]) if is_alike else declared
    return found if isinstance(one, AnyType) else declared
