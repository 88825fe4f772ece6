"""The types of what rules return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mypy.lookup import lookup_fully_qualified
from mypy.nodes import TypeInfo
from mypy.plugin import AttributeContext
from mypy.types import AnyType, Instance, NoneType, TupleType, Type, TypeVarType, get_proper_type

from typed_torch import _device, _dtype
from typed_torch.mypy_plugin.autocast import is_under_autocast
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type, spec_of
from typed_torch.mypy_plugin.displays import is_in_display
from typed_torch.mypy_plugin.fullnames import DEVICES, DTYPES, RETURN_TYPES
from typed_torch.mypy_plugin.learned import simplified
from typed_torch.shape import Many, Rule, Spec
from typed_torch.shape.spec import DeviceVariable, Several, device_kind

__all__ = ["Results", "dtype_class", "field_of"]

_DTYPES = {leaf.__name__.lower(): leaf.__name__ for leaf in _dtype.DType.leaves()}
_DEVICES = {leaf.__name__.lower(): leaf.__name__ for leaf in _device.Device.leaves()}

# Of a named tuple of torch's, the places of its fields.
_FIELDS = {
    "values": 0,
    "indices": 1,
    "min": 0,
    "max": 1,
    "mantissa": 0,
    "exponent": 1,
    "hist": 0,
    "bin_edges": 1,
    "U": 0,
    "S": 1,
    "V": 2,
    "Vh": 2,
    "Q": 0,
    "R": 1,
    "sign": 0,
    "logabsdet": 1,
    "solution": 0,
    "LU": 0,
    "eigenvalues": 0,
    "eigenvectors": 1,
    "output": 0,
    "counts": 1,
}


def dtype_class(dtype: str) -> str:
    """The name of our class for a dtype of torch's: ``Float32``."""
    return _DTYPES[dtype]


def field_of(name: str, ctx: AttributeContext) -> Type:
    """``x.max(1).values``: the item of that name."""
    owner, place = get_proper_type(ctx.type), _FIELDS.get(name)
    known = isinstance(owner, TupleType) and place is not None and place < len(owner.items)
    return owner.items[place] if known and isinstance(owner, TupleType) and place is not None else ctx.default_attr_type


class Results:
    """The types of what ``rule`` returns for a call of ``tensors``, all there are or all that are typed."""

    def __init__(
        self, call: Call, rule: Rule, tensors: Sequence[Instance], are_all: bool, keeps_dtype: Callable[[], bool]
    ) -> None:
        self._call = call
        self._rule = rule
        self._tensors = tensors
        self._are_all = are_all
        self._claims_dtype = not is_under_autocast(call)
        self._keeps_dtype = keeps_dtype

    def type_of(self, result: Any, default: Type) -> Type:
        """The type of a tensor or of several; ``default`` where it takes more than the rule says."""
        proper = get_proper_type(default)
        if isinstance(result, Several) or (result == Spec() and _is_tuple(proper)):
            each = self._tensor(result.each if isinstance(result, Several) else result)
            return self._call.api.named_generic_type("builtins.tuple", [each])
        if isinstance(result, Spec):
            return default if isinstance(proper, TupleType) else self._tensor(result)
        if isinstance(result, tuple):
            items = [self._item(each) for each in result]
            if isinstance(proper, TupleType) and len(proper.items) == len(items):
                return proper.copy_modified(items=items)
            if isinstance(proper, Instance) and _is_tuple(proper):
                return TupleType(items, proper)
            if isinstance(proper, AnyType):
                return self._named(items) or self._call.tuple_of(items)
        return default

    def _item(self, result: Spec | tuple[Any, ...] | None) -> Type:
        if result is None:
            return NoneType()
        if isinstance(result, Spec):
            return self._tensor(result)
        return self._call.tuple_of([self._item(each) for each in result])

    def _named(self, items: list[Type]) -> Type | None:
        """The named tuple that a function of ``torch.linalg`` returns, of which torch's stubs say nothing."""
        fullname = f"{RETURN_TYPES}{self._rule.path.replace('.', '_')}"
        found = lookup_fully_qualified(fullname, self._call.api.modules)
        info = None if found is None else found.node
        if not isinstance(info, TypeInfo) or info.tuple_type is None or len(info.type_vars) != len(items):
            return None
        return TupleType(items, Instance(info, items))

    def _tensor(self, spec: Spec) -> Type:
        arguments = [self._shape(spec), self._dtype(spec), self._device(spec)]
        return self._tensors[0].copy_modified(args=arguments)

    def _shape(self, spec: Spec) -> Type:
        if is_in_display(self._call):
            return any_type()
        spec = spec.with_shape(simplified(self._call, spec.shape))
        for tensor in self._tensors:
            known = spec_of(tensor)
            if known is not None and known.shape == spec.shape:
                return tensor.args[0]
        if Many() in spec.shape and len(spec.shape) == 1:
            return any_type()
        return self._call.shaped(self._tensors[0], spec.shape).args[0]

    def _dtype(self, spec: Spec) -> Type:
        if not self._claims_dtype:
            return any_type()
        if spec.dtype in _DTYPES:
            return self._call.named(f"{DTYPES}{_DTYPES[spec.dtype]}")
        return self._common(1) if self._keeps_dtype() else any_type()

    def _device(self, spec: Spec) -> Type:
        if isinstance(spec.device, DeviceVariable) and isinstance(spec.device.scope, TypeVarType):
            return spec.device.scope
        kind = None if spec.device is None else device_kind(spec.device)
        return self._common(2) if kind not in _DEVICES else self._call.named(f"{DEVICES}{_DEVICES[kind]}")

    def _common(self, place: int) -> Type:
        first = self._tensors[0].args[place]
        are_alike = all(tensor.args[place] == first for tensor in self._tensors)
        return first if self._are_all and are_alike else any_type()


def _is_tuple(type_: Type) -> bool:
    return isinstance(type_, Instance) and type_.type.fullname == "builtins.tuple"
