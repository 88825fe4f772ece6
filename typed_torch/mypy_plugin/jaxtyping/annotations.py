"""From ``Float[Tensor, "b h//2"]`` to a type: ``Tensor[tuple[b, Size["h // 2"]], ...]``.

A name that a parameter gives a size is a type variable of its function. What no type can say (``#name``, ``*name``,
a family of dtypes) is an ``Any`` that carries its word, for the calls to be held against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from zlib import crc32

from mypy.errorcodes import VALID_TYPE
from mypy.nodes import Decorator, FuncDef, MypyFile, TypeAlias, TypeVarExpr
from mypy.plugin import AnalyzeTypeContext
from mypy.semanal import SemanticAnalyzer
from mypy.typeanal import TypeAnalyser
from mypy.typeops import get_all_type_vars
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    LiteralType,
    NoneType,
    RawExpressionType,
    TupleType,
    Type,
    TypeAliasType,
    TypeOfAny,
    TypeVarId,
    TypeVarTupleType,
    TypeVarType,
    UnboundType,
    UnionType,
    UnpackType,
    get_proper_type,
)

from typed_torch.mypy_plugin.convert import any_type, is_size
from typed_torch.mypy_plugin.fullnames import DTYPES, PARAMETER, TENSOR, TORCH_PARAMETER, TORCH_TENSOR
from typed_torch.mypy_plugin.jaxtyping.aliases import Leaf
from typed_torch.mypy_plugin.jaxtyping.axes import is_jaxtyped
from typed_torch.mypy_plugin.jaxtyping.imports import USING, class_named
from typed_torch.mypy_plugin.jaxtyping.marks import mark, marked
from typed_torch.mypy_plugin.jaxtyping.names import FIRST_NAME, fullname_in
from typed_torch.mypy_plugin.jaxtyping.quiet import listen
from typed_torch.mypy_plugin.jaxtyping.rebinding import follow_rebound
from typed_torch.mypy_plugin.sizes import size_over
from typed_torch.mypy_plugin.wording import in_our_words
from typed_torch.shape.jaxtyping import Axis, Kind, NotationError, parse_axes
from typed_torch.shape.sizes import names_in

__all__ = [
    "analyze_annotated",
    "analyze_short_name",
]


# Our classes for those that stand in annotations.
_TENSORS = {TORCH_TENSOR: TENSOR, TENSOR: TENSOR, TORCH_PARAMETER: PARAMETER}
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
# What is left to do once mypy has read the modules that are in one circle, for those where it is said already.
_FOLLOWED: dict[str, list[tuple[int, Callable[[], None]]]] = {}


def analyze_annotated(modules: Mapping[str, MypyFile], ctx: AnalyzeTypeContext) -> Type:
    """The type that ``Annotated[...]``, or one of jaxtyping's classes, is where it stands."""
    written, api = ctx.type, ctx.api
    assert isinstance(api, TypeAnalyser)
    if len(written.args) < 2:
        message = "Annotated[...] must have exactly one type argument and at least one annotation"
        api.fail(message, written, code=VALID_TYPE)
        return AnyType(TypeOfAny.from_error)
    base = api.anal_type(written.args[0], allow_typed_dict_special_forms=api.allow_typed_dict_special_forms)
    semantic = api.api
    if not isinstance(semantic, SemanticAnalyzer):
        return base
    text = _text(written.args[1])
    if text is None or len(written.args) != 2:
        return base
    name = class_named(modules, semantic.cur_mod_id, written.name)
    if name is None or TENSOR.rpartition(".")[0] not in modules:
        return base
    return _Annotation(api, semantic, name, text, written).over(base, ctx)


def _text(argument: Type) -> str | None:
    """The string that stands in an annotation."""
    if isinstance(argument, RawExpressionType):
        return argument.literal_value if isinstance(argument.literal_value, str) else None
    return argument.original_str_expr if isinstance(argument, UnboundType) else None


def analyze_short_name(leaves: Sequence[Leaf], node: TypeAlias, ctx: AnalyzeTypeContext) -> Type:
    """The type that a short name for annotations is, their names bound where it stands."""
    api, semantic = ctx.api, ctx.api.api if isinstance(ctx.api, TypeAnalyser) else None
    if not isinstance(api, TypeAnalyser) or not isinstance(semantic, SemanticAnalyzer) or api.defining_alias:
        return TypeAliasType(node, [], ctx.type.line, ctx.type.column)
    plain = api.named_type(TORCH_TENSOR)
    found = [
        _Annotation(api, semantic, leaf.name, leaf.text, ctx.type).over(plain, ctx) if leaf.name else NoneType()
        for leaf in leaves
    ]
    return found[0] if len(found) == 1 else UnionType(found, ctx.type.line, ctx.type.column)


class _Annotation:
    """One annotation, in the scope where it stands."""

    def __init__(
        self, api: TypeAnalyser, semantic: SemanticAnalyzer, name: str, text: str, written: UnboundType
    ) -> None:
        self.api, self.semantic = api, semantic
        self.name, self.text, self.written = name, text, written
        self.scope = api.tvar_scope.namespace
        statement = semantic.statement
        self.function = None if api.defining_alias else _function(statement, self.scope)
        self.is_result = self.function is not None and _is_part(written, self.function)
        self.is_in_result = self.function is not None and _is_part(written, self.function, in_containers=True)

    def over(self, base: Type, ctx: AnalyzeTypeContext) -> Type:
        """The type that it is over ``base``."""
        proper = get_proper_type(base)
        if isinstance(proper, UnionType):
            return UnionType([self.over(item, ctx) for item in proper.items], proper.line, proper.column)
        if not isinstance(proper, Instance):
            return base
        if is_jaxtyped(proper):
            return self.around(proper, ctx)
        made = _TENSORS.get(proper.type.fullname)
        if made is None:
            return base
        try:
            axes = parse_axes(self.text)
        except NotationError as error:
            self.api.fail(str(error), ctx.context, code=VALID_TYPE)
            return base
        return self.typed(axes, made)

    def typed(self, axes: tuple[Axis, ...], made: str) -> Instance:
        """A tensor of ``axes``, of the class ``made`` of ours."""
        arguments = [self.shape(axes), self.dtype(), mark("")]
        USING.add(self.semantic.cur_mod_id)
        in_our_words(self.semantic.errors)
        listen(self.semantic.errors)
        if self.function is not None and not self.is_result and not self.is_scheduled():
            self.semantic.schedule_patch(0, partial(_bind, self.function))
        if _FOLLOWED.get(self.semantic.cur_mod_id) is not self.semantic.patches:
            _FOLLOWED[self.semantic.cur_mod_id] = self.semantic.patches
            plain = self.api.named_type(TENSOR, [any_type()] * 3)
            self.semantic.schedule_patch(1, partial(follow_rebound, self.semantic.cur_mod_node, plain))
        return self.api.named_type(made, arguments)

    def is_scheduled(self) -> bool:
        """Whether another annotation of the same function has been read just before."""
        last = self.semantic.patches[-1][1] if self.semantic.patches else None
        return isinstance(last, partial) and last.func is _bind and last.args[0] is self.function

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
        before = self.shape(axes)
        joined = shape.copy_modified(items=[*before.items, *shape.items])
        dtype = inner.args[1] if marked(inner.args[1]) != "Shaped" else self.dtype()
        return inner.copy_modified(args=[joined, dtype, inner.args[2]])

    def shape(self, axes: tuple[Axis, ...]) -> TupleType:
        if self.function is not None and not self.is_in_result:
            _NAMED[self.scope].update(str(axis) for axis in axes if axis.is_bound)
        fallback = self.api.named_type("builtins.tuple", [any_type()])
        return TupleType([self.dim(axis) for axis in axes], fallback)

    def dim(self, axis: Axis) -> Type:
        known = set() if self.api.defining_alias else _NAMED.get(self.scope, set())
        if axis.several:
            is_known = axis.is_bound and str(axis) in known
            items = self.api.named_type("builtins.tuple", [mark(str(axis))])
            return UnpackType(self.variable_of_several(axis) if is_known else items)
        if axis.kind is Kind.FIXED and not axis.broadcastable:
            return LiteralType(int(axis.text), self.api.named_type("builtins.int"))
        names = (axis.text,) if axis.is_plain_name else names_in(axis.text) if self.is_computed(axis) else ()
        variables = [self.declared(name) or (self.variable(name) if name in known else None) for name in names]
        found = [variable for variable in variables if variable is not None]
        if not names or len(found) < len(names):
            return mark(str(axis))
        return found[0] if axis.is_plain_name else size_over(self.api, axis.text, [*found])

    def is_computed(self, axis: Axis) -> bool:
        return axis.kind is Kind.COMPUTED and not axis.broadcastable

    def declared(self, name: str) -> TypeVarType | None:
        """The size that a ``TypeVar`` called ``name`` is in this function or class."""
        if self.api.defining_alias:
            return None
        node = self.api.lookup_qualified(name, self.written, suppress_errors=True)
        if node is None or not isinstance(node.node, TypeVarExpr):
            return None
        variable = self.api.tvar_scope.get_binding(node)
        return variable if isinstance(variable, TypeVarType) and is_size(variable) else None

    def variable(self, name: str) -> TypeVarType:
        """The size that ``name`` is in this function."""
        bound, default = self.api.named_type("builtins.int"), AnyType(TypeOfAny.from_omitted_generics)
        return TypeVarType(name, fullname_in(self.scope, name), self.number_of(name), [], bound, default)

    def variable_of_several(self, axis: Axis) -> TypeVarTupleType:
        """The sizes that ``*name`` is in this function."""
        sizes = self.api.named_type("builtins.tuple", [self.api.named_type("builtins.object")])
        default = AnyType(TypeOfAny.from_omitted_generics)
        fullname = fullname_in(self.scope, axis.text)
        return TypeVarTupleType(axis.text, fullname, self.number_of(str(axis)), sizes, sizes, default)

    def number_of(self, word: str) -> TypeVarId:
        outer = self.semantic.function_stack[-1].fullname if self.semantic.function_stack else self.scope
        scope = outer if word in _NAMED.get(outer, set()) else self.scope
        return TypeVarId(FIRST_NAME - crc32(word.encode()), namespace=scope)

    def dtype(self) -> Type:
        if self.name in _EXACT:
            return self.api.named_type(f"{DTYPES}{self.name}")
        if self.is_result and self.name in _FAMILIES:
            return self.api.named_type(f"{DTYPES}{_FAMILIES[self.name]}")
        return mark(self.name)


def _function(statement: object, scope: str) -> FuncDef | None:
    """The function whose signature is read, if one is."""
    found = statement.func if isinstance(statement, Decorator) else statement
    return found if isinstance(found, FuncDef) and found.fullname == scope else None


def _is_part(written: UnboundType, function: FuncDef, *, in_containers: bool = False) -> bool:
    """Whether ``written`` is, or stands in, what ``function`` returns."""
    signature = function.unanalyzed_type
    if not isinstance(signature, CallableType):
        return False
    return any(each is written for each in _parts(signature.ret_type, in_containers))


# What holds items of types of their own; in a list all dtypes would have to be one.
_OPEN = frozenset({"Optional", "Tuple", "Union", "tuple"})


def _parts(type_: Type, in_containers: bool) -> Iterator[Type]:
    yield type_
    items: list[Type] = []
    if isinstance(type_, UnboundType) and (in_containers or type_.name.rpartition(".")[2] in _OPEN):
        items = list(type_.args)
    elif isinstance(type_, (UnionType, TupleType)):
        items = list(type_.items)
    for item in items:
        yield from _parts(item, in_containers)


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
        if isinstance(variable, (TypeVarType, TypeVarTupleType)) and variable.id.namespace == function.fullname
    )
    missing = [variable for variable in found if variable not in known]
    if missing:
        function.type = signature.copy_modified(variables=[*signature.variables, *missing])
