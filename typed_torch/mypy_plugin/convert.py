"""Between mypy's types and the dimensions, specs and patterns of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from types import ModuleType

from mypy.checker import TypeChecker
from mypy.maptype import map_instance_to_supertype
from mypy.nodes import FuncDef, TypeInfo
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    LiteralType,
    NoneType,
    TupleType,
    Type,
    TypeOfAny,
    TypeVarLikeType,
    TypeVarTupleType,
    TypeVarType,
    UnionType,
    UnpackType,
    get_proper_type,
)

from typed_torch import _device, _dtype
from typed_torch.mypy_plugin.chosen import dim_of_chosen, is_chosen, resolved
from typed_torch.mypy_plugin.fullnames import DEVICES, DTYPES, SIZE, SYMBOLIC, TENSOR, TORCH_TENSOR
from typed_torch.mypy_plugin.jaxtyping.names import is_name
from typed_torch.shape import UNKNOWN, UNKNOWN_SHAPE, Dim, Many, Pattern, Shape, Spec, Symbol
from typed_torch.shape.sizes import Named, SizeSyntaxError, names_in, parse
from typed_torch.shape.spec import DeviceVariable

__all__ = [
    "any_type",
    "device_of",
    "dim_of",
    "dtype_of",
    "dtypes_of",
    "int_of",
    "is_named_size",
    "is_plain_int",
    "is_size",
    "is_symbolic",
    "is_tensor",
    "is_untold",
    "may_be_a_tensor",
    "optional_as",
    "owner_of",
    "pattern_of",
    "shared",
    "signature_specs",
    "spec_of",
    "symbol_of",
    "tensor_of",
    "variants_of",
]


def optional_as(default: Type, found: Type) -> Type:
    """``found``, or ``None`` where ``default`` may be that."""
    proper = get_proper_type(default)
    is_optional = isinstance(proper, UnionType) and any(
        isinstance(get_proper_type(each), NoneType) for each in proper.items
    )
    return UnionType.make_union([found, NoneType()]) if is_optional else found


def any_type() -> AnyType:
    """``Any``, as the plugin puts it where nothing is known."""
    return AnyType(TypeOfAny.special_form)


def int_of(type_: Type) -> int | None:
    """The int a type admits alone, such as 4 for ``Literal[4]``."""
    proper = get_proper_type(type_)
    if isinstance(proper, Instance) and proper.last_known_value is not None:
        proper = proper.last_known_value
    if isinstance(proper, LiteralType) and isinstance(proper.value, int):
        return proper.value
    return None


def is_size(variable: TypeVarLikeType) -> bool:
    """Whether ``variable`` stands for a size: a type variable bound to ``int``."""
    if not isinstance(variable, TypeVarType):
        return False
    bound = get_proper_type(variable.upper_bound)
    return isinstance(bound, Instance) and bound.type.fullname == "builtins.int"


def is_named_size(type_: Type) -> bool:
    """Whether ``type_`` is a size that has a name: a variable for one, or what is computed from such."""
    proper = get_proper_type(type_)
    if isinstance(proper, Instance):
        return proper.type.fullname == SIZE
    return isinstance(proper, TypeVarType) and is_size(proper)


@lru_cache(4096)
def symbol_of(variable: TypeVarType) -> Symbol:
    """The symbol a type variable stands for; the variable itself keeps two of one name apart."""
    return Named(variable.name, variable) if is_name(variable) else Symbol(variable.name, variable)


def dim_of(type_: Type) -> Dim | Many:
    """The dimension that stands in a shape as ``type_``."""
    proper = get_proper_type(type_)
    if isinstance(proper, UnpackType):
        inner = get_proper_type(proper.type)
        return Many(inner.name, inner) if isinstance(inner, TypeVarTupleType) else Many()
    if isinstance(proper, TypeVarType):
        return resolved(dim_of_chosen(proper)) if is_chosen(proper) else symbol_of(proper)
    if isinstance(proper, Instance) and proper.type.fullname == SIZE:
        return _computed(proper)
    size = int_of(proper)
    return UNKNOWN if size is None else size


def _computed(size: Instance) -> Dim:
    """The size that a ``Size`` is, computed from what its names stand for by now."""
    text, names = map(get_proper_type, size.args)
    if not isinstance(text, LiteralType) or not isinstance(text.value, str) or not isinstance(names, TupleType):
        return UNKNOWN
    named = names_in(text.value)
    if len(named) != len(names.items):  # a short name of a size, bound where it is used
        return UNKNOWN
    dims = map(dim_of, names.items)
    return _parsed(text.value, named, tuple(UNKNOWN if isinstance(dim, Many) else dim for dim in dims))


@lru_cache(4096)
def _parsed(text: str, names: tuple[str, ...], dims: tuple[Dim, ...]) -> Dim:
    try:
        return parse(text, dict(zip(names, dims, strict=True)))
    except SizeSyntaxError:  # a divisor has become 0
        return UNKNOWN


def _shape_of(type_: Type) -> Shape:
    proper = get_proper_type(type_)
    if isinstance(proper, TupleType):
        return tuple(dim_of(item) for item in proper.items)
    return (Many(proper.name),) if isinstance(proper, TypeVarType) else UNKNOWN_SHAPE


def tensor_of(type_: Type) -> Instance | None:
    """``type_`` as a ``Tensor[S, D, Dev]``: itself, the base of a subclass, or the one tensor of an optional.

    Of one that may also be ``Any``, or a tensor of torch's own, nothing is known.
    """
    proper = get_proper_type(type_)
    if isinstance(proper, UnionType):
        tensors = [tensor for item in proper.items if (tensor := tensor_of(item)) is not None]
        if tensors and is_untold(proper):
            return tensors[0].copy_modified(args=[any_type()] * 3)
        are_all = len(tensors) == sum(not isinstance(get_proper_type(item), NoneType) for item in proper.items)
        return tensors[0] if len(tensors) == 1 else shared(tensors) if tensors and are_all else None
    if not isinstance(proper, Instance):
        return None
    info: TypeInfo | None = next((base for base in proper.type.mro if base.fullname == TENSOR), None)
    return None if info is None else map_instance_to_supertype(proper, info)


def variants_of(type_: Type) -> list[Instance]:
    """The tensors that a value of ``type_`` may be."""
    proper = get_proper_type(type_)
    items = proper.items if isinstance(proper, UnionType) else [proper]
    found = [tensor for item in items if (tensor := tensor_of(item)) is not None]
    if found and is_untold(proper):
        found.append(found[0].copy_modified(args=[any_type()] * 3))
    return found


def is_untold(type_: Type) -> bool:
    """Whether it is ``Any``, or a tensor of which nothing is known, or may be."""
    proper = get_proper_type(type_)
    if isinstance(proper, UnionType):
        return any(map(is_untold, proper.items))
    if isinstance(proper, Instance) and proper.type.has_base(TORCH_TENSOR):
        tensor = tensor_of(proper)
        return tensor is None or all(isinstance(get_proper_type(each), AnyType) for each in tensor.args)
    return isinstance(proper, AnyType)


def shared(tensors: list[Instance]) -> Instance:
    """What several tensors have in common, ``Any`` where they differ."""
    shapes = [get_proper_type(tensor.args[0]) for tensor in tensors]
    tuples = [each for each in shapes if isinstance(each, TupleType)]
    shape: Type = shapes[0] if all(each == shapes[0] for each in shapes) else any_type()
    if len(tuples) == len(shapes) and not isinstance(shape, TupleType):
        shape = _shared_shape(tuples)
    others = [_same_or_any(column) for column in zip(*(tensor.args[1:] for tensor in tensors), strict=True)]
    return tensors[0].copy_modified(args=[shape, *others])


def _shared_shape(shapes: list[TupleType]) -> Type:
    """The sizes that ``shapes`` have in common; of those of several or of open ranks the first and the last ones."""
    rows = [each.items for each in shapes]
    if len({*map(len, rows)}) == 1 and not any(isinstance(item, UnpackType) for row in rows for item in row):
        return shapes[0].copy_modified(items=[_same_or_any(column) for column in zip(*rows, strict=True)])
    front = _alike_at_first(rows)
    back = _alike_at_first([row[len(front) :][::-1] for row in rows])[::-1]
    rest = UnpackType(shapes[0].partial_fallback.copy_modified(args=[any_type()]))
    return shapes[0].copy_modified(items=[*front, rest, *back]) if front or back else any_type()


def _alike_at_first(rows: list[list[Type]]) -> list[Type]:
    """What ``rows`` begin with alike."""
    columns = zip(*rows, strict=False)
    alike = takewhile(lambda column: len(set(column)) == 1 and not isinstance(column[0], UnpackType), columns)
    return [column[0] for column in alike]


def _same_or_any(types: Sequence[Type]) -> Type:
    return types[0] if all(each == types[0] for each in types) else any_type()


def signature_specs(api: TypeChecker) -> tuple[list[Spec], list[Spec]]:
    """The tensors that the function which is checked says that it takes, and returns."""
    function = api.scope.current_function()
    signature = get_proper_type(function.type) if isinstance(function, FuncDef) and function.type is not None else None
    if not isinstance(signature, CallableType):
        return [], []
    taken = [spec for each in signature.arg_types if (spec := spec_of(each)) is not None]
    returned = spec_of(signature.ret_type)
    return taken, [] if returned is None else [returned]


def owner_of(type_: Type, method: str) -> Instance | None:
    """The class, with its type arguments, whose ``method`` a value of ``type_`` has."""
    proper = get_proper_type(type_)
    if not isinstance(proper, Instance):
        return None
    owner = next((base for base in proper.type.mro if method in base.names), None)
    return None if owner is None else map_instance_to_supertype(proper, owner)


def is_tensor(instance: Type) -> bool:
    """Whether values of ``instance`` are torch tensors, typed or not."""
    return isinstance(instance, Instance) and instance.type.has_base(TORCH_TENSOR)


def may_be_a_tensor(type_: Type) -> bool:
    """Whether a value of ``type_`` may be a torch tensor, as far as is known."""
    proper = get_proper_type(type_)
    if isinstance(proper, UnionType):
        return any(map(may_be_a_tensor, proper.items))
    return isinstance(proper, AnyType) or is_tensor(proper)


def is_plain_int(type_: Type) -> bool:
    """Whether ``type_`` is ``int``, of no value in particular."""
    return isinstance(type_, Instance) and type_.type.fullname == "builtins.int"


def is_symbolic(instance: Type) -> bool:
    """Whether values of ``instance`` are torch's symbolic numbers."""
    return isinstance(instance, Instance) and instance.type.fullname in SYMBOLIC


def spec_of(type_: Type) -> Spec | None:
    """What the rules know of a value of ``type_``; ``None`` for the value ``None``."""
    if isinstance(get_proper_type(type_), NoneType):
        return None
    tensor = tensor_of(type_)
    if tensor is None:
        return Spec()
    shape, dtype, device = tensor.args
    return Spec(_shape_of(shape), _the_one(dtypes_of(dtype)), device_of(device))


def pattern_of(type_: Type) -> Pattern | None:
    """What a parameter of ``type_`` asks of a tensor; ``None`` if it asks for no typed tensor."""
    tensor = tensor_of(type_)
    if tensor is None:
        return None
    shape, dtype, device = tensor.args
    return Pattern(_shape_of(shape), dtypes_of(dtype), _devices_of(device))


def dtype_of(type_: Type) -> str | None:
    """The one dtype that a value of ``type_``, a dtype itself, stands for."""
    names = dtypes_of(type_)
    return None if names is None else _the_one(names)


def dtypes_of(type_: Type) -> frozenset[str] | None:
    """The dtypes that ``type_`` in a tensor's type admits; ``None`` for all."""
    name = _class_name(type_, DTYPES)
    return None if name is None else _names(_dtype, name)


def device_of(type_: Type) -> str | None:
    """The one device that a value of ``type_``, a device itself, stands for."""
    proper, names = get_proper_type(type_), _devices_of(type_)
    if names is not None and len(names) > 1 and isinstance(proper, TypeVarType):
        return DeviceVariable(proper.name, proper)
    return None if names is None else _the_one(names)


def _devices_of(type_: Type) -> frozenset[str] | None:
    name = _class_name(type_, DEVICES)
    return None if name is None else _names(_device, name)


@lru_cache(128)
def _names(module: ModuleType, name: str) -> frozenset[str]:
    names: frozenset[str] = getattr(module, name).names()
    return names


def _class_name(type_: Type, module: str) -> str | None:
    proper = get_proper_type(type_)
    if isinstance(proper, TypeVarType):
        proper = get_proper_type(proper.upper_bound)
    if isinstance(proper, Instance) and proper.type.fullname.startswith(module):
        return proper.type.name
    return None


def _the_one(names: frozenset[str] | None) -> str | None:
    return next(iter(names)) if names is not None and len(names) == 1 else None
