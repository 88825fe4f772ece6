"""From ``Float[Tensor, "b h//2"]`` to a type: ``Tensor[tuple[b, Size["h // 2"]], ...]``.

A name that a parameter gives a size is a type variable of its function. What no type can say (``#name``, ``*name``,
a family of dtypes) is an ``Any`` that carries its word, for the calls to be held against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from zlib import crc32

from mypy.errorcodes import VALID_TYPE
from mypy.nodes import Decorator, FuncDef, MypyFile
from mypy.plugin import AnalyzeTypeContext
from mypy.semanal import SemanticAnalyzer
from mypy.typeanal import TypeAnalyser
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    LiteralType,
    RawExpressionType,
    TupleType,
    Type,
    TypeOfAny,
    TypeVarId,
    TypeVarType,
    UnboundType,
    UnionType,
    UnpackType,
    get_proper_type,
)
from mypy.typeops import get_all_type_vars

from typed_torch.mypy_plugin.convert import any_type
from typed_torch.mypy_plugin.fullnames import DTYPES, TENSOR, TORCH_TENSOR
from typed_torch.mypy_plugin.jaxtyping.imports import class_named
from typed_torch.mypy_plugin.jaxtyping.marks import mark, marked
from typed_torch.mypy_plugin.sizes import sized
from typed_torch.shape.jaxtyping import Axis, Kind, NotationError, parse_axes
from typed_torch.shape.jaxtyping.dtypes import CLASSES
from typed_torch.shape.sizes import names_in

__all__ = ["ANNOTATED", "analyze_annotated", "is_jaxtyped", "uses_jaxtyping"]

ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})

# The families that are classes of ours, which a result or a variable is held against.
_FAMILIES = {
    "Float": "Floating",
    "Int": "SignedInteger",
    "UInt": "UnsignedInteger",
    "Integer": "Integer",
    "Complex": "Complex",
    "Inexact": "Inexact",
    "Num": "Number",
    "Real": "Number",
}
_EXACT = frozenset(
    {"Bool", "BFloat16", "Float16", "Float32", "Float64", "Complex64", "Complex128"}
    | {"Int8", "Int16", "Int32", "Int64", "UInt8"}
)
# The names that the parameters of each function give a size.
_NAMED: defaultdict[str, set[str]] = defaultdict(set)
_USING: set[str] = set()


def uses_jaxtyping(file: MypyFile) -> bool:
    """Whether ``file`` has annotations of jaxtyping over torch's tensors, or may have where mypy has it cached."""
    return file.fullname in _USING or any(
        symbol.fullname in ANNOTATED and name in CLASSES for name, symbol in file.names.items()
    )


def is_jaxtyped(type_: Type) -> bool:
    """Whether ``type_`` is a tensor's that jaxtyping annotates."""
    proper = get_proper_type(type_)
    return isinstance(proper, Instance) and len(proper.args) == 3 and marked(proper.args[2]) is not None


def analyze_annotated(modules: Mapping[str, MypyFile], ctx: AnalyzeTypeContext) -> Type:
    """The type that ``Annotated[...]``, or one of jaxtyping's classes, is where it stands."""
    written, api = ctx.type, ctx.api
    assert isinstance(api, TypeAnalyser)
    if len(written.args) < 2:
        message = "Annotated[...] must have exactly one type argument and at least one annotation"
        api.fail(message, written, code=VALID_TYPE)
        return AnyType(TypeOfAny.from_error)
    base = api.anal_type(
        written.args[0], allow_typed_dict_special_forms=api.allow_typed_dict_special_forms
    )
    semantic = api.api
    if not isinstance(semantic, SemanticAnalyzer) or api.defining_alias:
        return base
    text = _text(written.args[1])
    if text is None or len(written.args) != 2:
        return base
    name = class_named(modules, semantic.cur_mod_id, written.name)
    if name is None:
        return base
    return _Annotation(api, semantic, name, text).over(base, ctx)


def _text(argument: Type) -> str | None:
    """The string that stands in an annotation."""
    if isinstance(argument, RawExpressionType):
        return argument.literal_value if isinstance(argument.literal_value, str) else None
    return argument.original_str_expr if isinstance(argument, UnboundType) else None


class _Annotation:
    """One annotation, in the scope where it stands."""

    def __init__(self, api: TypeAnalyser, semantic: SemanticAnalyzer, name: str, text: str) -> None:
        self.api, self.semantic = api, semantic
        self.name, self.text = name, text
        self.scope = api.tvar_scope.namespace
        statement = semantic.statement
        self.function = _function(statement, self.scope)

    def over(self, base: Type, ctx: AnalyzeTypeContext) -> Type:
        """The type that it is over ``base``."""
        proper = get_proper_type(base)
        if isinstance(proper, UnionType):
            return UnionType([self.over(item, ctx) for item in proper.items], proper.line, proper.column)
        if not isinstance(proper, Instance):
            return base
        if is_jaxtyped(proper):
            return self.around(proper, ctx)
        kind = _TYPED.get(proper.type.fullname)
        if kind is None:
            return base
        try:
            axes = parse_axes(self.text)
        except NotationError as error:
            self.api.fail(str(error), ctx.context, code=VALID_TYPE)
            return base
        is_result = self.function is not None and _is_part(ctx.type, self.function)
        tensor = self.api.named_type(kind, [self.shape(axes, is_result), self.dtype(is_result), mark("")])
        _USING.add(self.semantic.cur_mod_id)
        if self.function is not None and not is_result:
            self.semantic.schedule_patch(0, partial(_bind, self.function))
        return tensor

    def around(self, inner: Instance, ctx: AnalyzeTypeContext) -> Type:
        """``Float[Image, "b"]``: the axes stand before those of ``Image``."""
        shape = get_proper_type(inner.args[0])
        if not isinstance(shape, TupleType):
            return inner
        try:
            axes = parse_axes(self.text)
        except NotationError as error:
            self.api.fail(str(error), ctx.context, code=VALID_TYPE)
            return inner
        is_result = self.function is not None and _is_part(ctx.type, self.function)
        before = self.shape(axes, is_result)
        joined = shape.copy_modified(items=[*before.items, *shape.items])
        dtype = inner.args[1] if marked(inner.args[1]) != "Shaped" else self.dtype(is_result)
        return inner.copy_modified(args=[joined, dtype, inner.args[2]])

    def shape(self, axes: tuple[Axis, ...], is_result: bool) -> TupleType:
        if self.function is not None and not is_result:
            _NAMED[self.scope].update(axis.text for axis in axes if axis.is_plain_name and axis.text)
        fallback = self.api.named_type("builtins.tuple", [any_type()])
        return TupleType([self.dim(axis) for axis in axes], fallback)

    def dim(self, axis: Axis) -> Type:
        if axis.several:
            return UnpackType(self.api.named_type("builtins.tuple", [mark(str(axis))]))
        if axis.kind is Kind.FIXED and not axis.broadcastable:
            return LiteralType(int(axis.text), self.api.named_type("builtins.int"))
        known = _NAMED.get(self.scope, set())
        if axis.is_plain_name and axis.text in known:
            return self.variable(axis.text)
        if axis.kind is Kind.COMPUTED and not axis.broadcastable and self.is_computable(axis.text, known):
            names = names_in(axis.text)
            return sized(self.api, axis.text, [self.variable(name) for name in names])
        return mark(str(axis))

    def is_computable(self, text: str, known: set[str]) -> bool:
        names = names_in(text)
        return bool(names) and all(name in known for name in names)

    def variable(self, name: str) -> TypeVarType:
        """The size that ``name`` is in this function."""
        number = TypeVarId(-1_000 - crc32(name.encode()), namespace=self.scope)
        bound, default = self.api.named_type("builtins.int"), AnyType(TypeOfAny.from_omitted_generics)
        return TypeVarType(name, f"{self.scope}.{name}", number, [], bound, default)

    def dtype(self, is_result: bool) -> Type:
        if self.name in _EXACT:
            return self.api.named_type(f"{DTYPES}{self.name}")
        if is_result and self.name in _FAMILIES:
            return self.api.named_type(f"{DTYPES}{_FAMILIES[self.name]}")
        return mark(self.name)


_TYPED = {TORCH_TENSOR: TENSOR, TENSOR: TENSOR}


def _function(statement: object, scope: str) -> FuncDef | None:
    """The function whose signature is read, if one is."""
    found = statement.func if isinstance(statement, Decorator) else statement
    return found if isinstance(found, FuncDef) and found.fullname == scope else None


def _is_part(written: UnboundType, function: FuncDef) -> bool:
    """Whether ``written`` is, or stands in, what ``function`` returns."""
    signature = function.unanalyzed_type
    return isinstance(signature, CallableType) and any(each is written for each in _parts(signature.ret_type))


def _parts(type_: Type) -> Iterator[Type]:
    yield type_
    items: list[Type] = []
    if isinstance(type_, UnboundType):
        items = list(type_.args)
    elif isinstance(type_, (UnionType, TupleType)):
        items = list(type_.items)
    for item in items:
        yield from _parts(item)


def _bind(function: FuncDef) -> None:
    """Make the names of ``function`` variables of its type, as those that a ``TypeVar`` declares are."""
    signature = function.type
    if not isinstance(signature, CallableType):
        return
    known = set(signature.variables)
    found = dict.fromkeys(
        variable
        for type_ in (*signature.arg_types, signature.ret_type)
        for variable in get_all_type_vars(type_)
        if isinstance(variable, TypeVarType) and variable.id.namespace == function.fullname
    )
    missing = [variable for variable in found if variable not in known]
    if missing:
        function.type = signature.copy_modified(variables=[*signature.variables, *missing])
