"""A call of a function with jaxtyping's annotations, held against them as jaxtyping does at run time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mypy.nodes import FuncDef
from mypy.typeops import get_all_type_vars
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    NoneType,
    TupleType,
    Type,
    TypeVarLikeType,
    UnionType,
    UnpackType,
    get_proper_type,
)

from typed_torch.errors import DTypeError
from typed_torch.mypy_plugin.branches import branches_on_sizes
from typed_torch.mypy_plugin.calls import Call, Passed
from typed_torch.mypy_plugin.convert import any_type, dtypes_of, spec_of, tensor_of
from typed_torch.mypy_plugin.fullnames import TENSOR, TORCH_TENSOR
from typed_torch.mypy_plugin.instantiating import Made
from typed_torch.mypy_plugin.jaxtyping.axes import axes_of, holds_jaxtyped, is_jaxtyped
from typed_torch.mypy_plugin.jaxtyping.held import sizes_held
from typed_torch.mypy_plugin.jaxtyping.marks import FAMILIES, mark, marked
from typed_torch.mypy_plugin.jaxtyping.names import is_name, scope_of
from typed_torch.mypy_plugin.jaxtyping.scopes import Nameless
from typed_torch.mypy_plugin.met import as_met, keep_met
from typed_torch.mypy_plugin.report import Refused, accepting_anything, report
from typed_torch.mypy_plugin.translating import Translator
from typed_torch.shape import UNKNOWN, Refusal, Spec
from typed_torch.shape.jaxtyping import Axis, Kind, Memo
from typed_torch.shape.jaxtyping import dtypes_of as dtypes_named
from typed_torch.shape.rule import error_of

__all__ = ["hold", "hold_module", "is_annotated"]


def is_annotated(signature: CallableType) -> bool:
    """Whether ``signature`` asks for, or returns, a tensor that jaxtyping annotates."""
    return any(map(holds_jaxtyped, (*signature.arg_types, signature.ret_type)))


def hold(call: Call, signature: CallableType, name: str, made: Made | None = None) -> CallableType:
    """The signature of ``call`` if every tensor may fit its parameter; otherwise the error, said of ``name``.

    ``made`` is the module that is called, if it is known what numbers it is made with.
    """
    callee, memo = _Callee(call, signature), Memo()
    formals = list(signature.arg_types)
    for index, (formal, argument, actuals) in enumerate(
        zip(signature.arg_types, signature.arg_names, call.formals, strict=True)
    ):
        if not holds_jaxtyped(formal):
            continue
        taken: list[Type] = []
        for actual in actuals:
            passed = call.item(actual) if call.is_star(actual) else call.passed(actual)
            try:
                callee.check(memo, formal, _seen(call, passed), argument or "argument")
            except Refusal as refusal:
                report(call.api, error_of(refusal, name, {refusal.argument: spec_of(passed.type)}), passed.at)
                return accepting_anything(signature)
            taken.append(passed.type)
        formals[index] = _accepting(call, formal, taken)
    if made is not None:
        try:
            made.hold(memo.sizes)
        except Refused:
            return accepting_anything(signature)
        memo.sizes = {**made.sizes, **{text: dim for text, dim in memo.sizes.items() if dim is not UNKNOWN}}
    if isinstance(signature.definition, FuncDef):
        memo.sizes = {**sizes_held(call, signature.definition), **memo.sizes}
    result = signature.ret_type.accept(_Known(call, callee, memo))
    used = _variables_in([*formals, result])
    free = [v for v in signature.variables if not is_name(v) or v in used]
    return signature.copy_modified(arg_types=formals, ret_type=result, variables=free)


def hold_module(call: Call, default: CallableType, forward: CallableType, name: str, made: Made | None) -> CallableType:
    """The signature of a module's ``__call__``, whose arguments torch does not look at.

    A module's class may be one derived from the declared one, with other parameters: only tensors are held against it.
    """
    held = hold(call, forward, name, made)
    result = held.ret_type if _is_of_tensors(held.ret_type) else default.ret_type
    return default.copy_modified(ret_type=result)


def _is_of_tensors(type_: Type) -> bool:
    proper = get_proper_type(type_)
    if isinstance(proper, TupleType):
        return all(map(_is_of_tensors, proper.items))
    return isinstance(proper, Instance) and tensor_of(proper) is not None


def _variables_in(types: Sequence[Type]) -> set[TypeVarLikeType]:
    return {variable for type_ in types for variable in get_all_type_vars(type_)}


def _seen(call: Call, passed: Passed) -> Type:
    """The type of what is passed, without names where the code has looked at what they are."""
    if not branches_on_sizes(call.api.path, passed.at.line):
        return passed.type
    return passed.type.accept(Nameless())


class _Callee:
    """What is called, and which type variables in its signature are a call's to bind."""

    def __init__(self, call: Call, signature: CallableType) -> None:
        definition, self._call = signature.definition, call
        self._variables = frozenset(signature.variables)
        self._name = definition.fullname if isinstance(definition, FuncDef) else None

    def is_own(self, variable: TypeVarLikeType) -> bool:
        """Whether a call binds ``variable``: not that of a class, nor a name of the code around the call."""
        if variable in self._variables or variable.id.is_meta_var():
            return True
        return is_name(variable) and (self._name is None or self._name.startswith(scope_of(variable)))

    def check(self, memo: Memo, formal: Type, actual: Type, argument: str) -> None:
        """Refuse what is passed where it surely does not fit ``formal``."""
        asked, given = get_proper_type(formal), get_proper_type(actual)
        if isinstance(given, AnyType):
            self._forget(memo, [asked])
            return
        if isinstance(asked, UnionType):
            self._check_choice(memo, asked, given, argument)
        elif is_jaxtyped(asked):
            assert isinstance(asked, Instance)
            self._check_tensor(memo, asked, given, argument)
        elif isinstance(asked, TupleType) and isinstance(given, TupleType) and len(asked.items) == len(given.items):
            for place, (item, value) in enumerate(zip(asked.items, given.items, strict=True)):
                if holds_jaxtyped(item):
                    self.check(memo, item, value, f"{argument}[{place}]")

    def _check_tensor(self, memo: Memo, asked: Instance, given: Type, argument: str) -> None:
        axes = axes_of(asked, self.is_own)
        if axes is None:
            return
        if isinstance(given, UnionType):
            tensors = [item for item in given.items if tensor_of(item) is not None]
            if len(tensors) != 1 or len(given.items) - len(tensors) > 1:
                return
            given = get_proper_type(tensors[0])
        spec = spec_of(given) if tensor_of(given) is not None else Spec()
        if spec is not None:
            spec = as_met(self._call.api, self._call.context, spec)
            memo.check(axes, _dtypes(asked.args[1]), spec, argument=argument)
            for name, number in memo.meant.items():
                keep_met(self._call.api, self._call.context, name, number)

    def _check_choice(self, memo: Memo, asked: UnionType, given: Type, argument: str) -> None:
        """One of several: refuse what fits none; bind names where it is sure which one it is."""
        if isinstance(given, NoneType):
            return
        choices = [item for item in asked.items if not isinstance(get_proper_type(item), NoneType)]
        if tensor_of(given) is None:
            return
        fitting: list[Memo] = []
        first: Refusal | None = None
        for choice in choices:
            tried = memo.copy()
            if not is_jaxtyped(choice):
                if _may_be_a_tensor(choice):
                    return
                continue
            try:
                self.check(tried, choice, given, argument)
                fitting.append(tried)
            except Refusal as refusal:
                first = refusal if first is None or first.kind is DTypeError else first
        if not fitting and first is not None:
            raise first
        if len(fitting) == 1:
            memo.take(fitting[0])

    def _forget(self, memo: Memo, types: Sequence[Type]) -> None:
        """Nothing is known of what was passed; names it is the first to bind stay open."""
        for type_ in types:
            if is_jaxtyped(type_):
                assert isinstance(type_, Instance)
                for axis in axes_of(type_, self.is_own) or ():
                    if axis.several:
                        memo.several.setdefault(axis.text, None)


def _may_be_a_tensor(type_: Type) -> bool:
    proper = get_proper_type(type_)
    if not isinstance(proper, Instance):
        return not isinstance(proper, NoneType)
    return proper.type.fullname in {TORCH_TENSOR, TENSOR, "builtins.object"} or proper.type.is_protocol


def _dtypes(type_: Type) -> frozenset[str] | None:
    name = marked(type_)
    if name is not None:
        return dtypes_named(name) if name else None
    return dtypes_of(type_)


def _accepting(call: Call, formal: Type, taken: list[Type]) -> Type:
    """``formal`` without its sizes, which are looked at already."""
    if len(taken) == 1 and tensor_of(taken[0]) is not None and tensor_of(formal) is not None:
        return taken[0] if not isinstance(get_proper_type(taken[0]), UnionType) else formal.accept(_Loose())
    plain = get_proper_type(taken[0]) if len(taken) == 1 else None
    if isinstance(plain, Instance) and plain.type.has_base(TORCH_TENSOR) and tensor_of(formal) is not None:
        return plain  # of a class that torch derives from its tensors
    return formal.accept(_Loose())


class _Loose(Translator):
    """Tensors that jaxtyping annotates, of any shape and dtype."""

    def visit_instance(self, t: Instance) -> Type:
        if is_jaxtyped(t):
            return t.copy_modified(args=[any_type(), any_type(), t.args[2]])
        return super().visit_instance(t)


class _Known(Translator):
    """What is returned, the sizes that the arguments gave the names put in."""

    def __init__(self, call: Call, callee: _Callee, memo: Memo) -> None:
        super().__init__()
        self._call, self._callee, self._memo = call, callee, memo

    def visit_instance(self, t: Instance) -> Type:
        if not is_jaxtyped(t):
            return super().visit_instance(t)
        axes, shape = axes_of(t, self._callee.is_own), get_proper_type(t.args[0])
        if axes is None or not isinstance(shape, TupleType):
            return t
        items = [dim for axis, item in zip(axes, shape.items, strict=True) for dim in self._dims(axis, item)]
        dtype = t.args[1] if _is_one_dtype(t.args[1]) else _family(t.args[1])
        return t.copy_modified(args=[shape.copy_modified(items=items), dtype, any_type()])

    def visit_union_type(self, t: UnionType) -> Type:
        """One of several shapes, nobody knows which, is any shape."""
        annotated = [item for item in t.items if is_jaxtyped(item)]
        if len(annotated) < 2:
            return super().visit_union_type(t)
        first = get_proper_type(annotated[0])
        assert isinstance(first, Instance)
        any_shape = first.copy_modified(args=[any_type()] * 3)
        return UnionType.make_union([any_shape, *(item for item in t.items if not is_jaxtyped(item))])

    def _dims(self, axis: Axis, item: Type) -> Iterator[Type]:
        memo, to_type = self._memo, self._call.dim_type
        variables = get_all_type_vars(item)
        if axis.several:
            known = memo.several.get(axis.text)
            if known is not None and axis.kind is Kind.NAMED:
                yield from map(to_type, known[1])
                return
            yield UnpackType(self._call.api.named_generic_type("builtins.tuple", [any_type()]))
        elif axis.broadcastable or axis.per_leaf or axis.kind is Kind.ANONYMOUS:
            yield any_type()
        elif variables and not any(is_name(each) or each.name in memo.sizes for each in variables):
            yield item  # of a ``TypeVar`` that other arguments give its size
        elif axis.kind is Kind.FIXED:
            yield to_type(int(axis.text))
        else:
            yield to_type(memo.size_of(axis))


def _family(dtype: Type) -> Type:
    """Any dtype of the family that ``dtype`` is, as a parameter has it."""
    names = dtypes_of(dtype)
    found = next((name for name, family in FAMILIES.items() if names == family.names()), None)
    return any_type() if found is None else mark(found)


def _is_one_dtype(type_: Type) -> bool:
    names = dtypes_of(type_)
    return names is not None and len(names) == 1
