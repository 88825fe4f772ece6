"""Reading a call: what is passed for each argument, as far as it can be told without running it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from mypy.checker import TypeChecker
from mypy.lookup import lookup_fully_qualified
from mypy.maptype import map_instance_to_supertype
from mypy.nodes import (
    CallExpr,
    Context,
    DictExpr,
    Expression,
    ListExpr,
    NameExpr,
    OpExpr,
    StarExpr,
    StrExpr,
    TempNode,
    TupleExpr,
    TypeInfo,
)
from mypy.plugin import AttributeContext, FunctionContext, FunctionSigContext, MethodContext, MethodSigContext
from mypy.typeops import tuple_fallback
from mypy.types import (
    CallableType,
    FunctionLike,
    Instance,
    LiteralType,
    NoneType,
    TupleType,
    Type,
    TypedDictType,
    TypeVarTupleType,
    TypeVarType,
    UnpackType,
    get_proper_type,
)

from typed_torch.mypy_plugin.arithmetic import constant_in
from typed_torch.mypy_plugin.bindings import is_grown, only_binding
from typed_torch.mypy_plugin.chosen import chosen_type
from typed_torch.mypy_plugin.convert import any_type, dim_of, is_plain_int, is_tensor
from typed_torch.mypy_plugin.fullnames import SIZE
from typed_torch.mypy_plugin.narrowing import as_bound
from typed_torch.mypy_plugin.passes import in_any_pass, in_next_pass
from typed_torch.mypy_plugin.report import outside
from typed_torch.mypy_plugin.sizes import size_type
from typed_torch.mypy_plugin.values import dim_in, dim_of_value, shape_in
from typed_torch.shape import UNKNOWN, Dim, Many, Shape, Size, Symbol
from typed_torch.shape.dims import fixed_rank
from typed_torch.shape.sizes import Expression as ComputedSize
from typed_torch.shape.sizes import has_chosen

__all__ = ["Arguments", "Call", "Passed"]


@dataclass(frozen=True, slots=True)
class Passed:
    """One argument of a call: the expression, or the type alone where it comes out of a variable."""

    type: Type
    at: Context
    expression: Expression | None = None


Read = Callable[[Expression], Passed]


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a call passes, by name, and what it passes in a dict of options."""

    given: dict[str, Passed]
    options: dict[str, Passed]
    options_at: Passed | None

    def find(self, name: str) -> Passed | None:
        """Where ``name`` is passed, as an argument or as an option."""
        return self.options_at if name == "options" else self.options.get(name, self.given.get(name))


class Call:
    """One call expression, or one attribute that is read, seen from a hook."""

    def __init__(
        self, ctx: FunctionSigContext | MethodSigContext | FunctionContext | MethodContext | AttributeContext
    ) -> None:
        assert isinstance(ctx.api, TypeChecker)
        self.api = ctx.api
        self.context = ctx.context
        self.formals = [] if isinstance(ctx, AttributeContext) else ctx.args
        self._followed: list[Expression] = []

    @property
    def is_chained(self) -> bool:
        """Whether the call is not the one that is written, but that of a module inside a ``Sequential``."""
        return any(isinstance(expression, TempNode) for of_formal in self.formals for expression in of_formal)

    def passed(self, expression: Expression) -> Passed:
        """An argument with the type mypy gives it on its own."""
        with outside():
            bound = as_bound(self.api, expression, self.api.get_expression_type(expression))
            type_ = in_next_pass(self.api, expression, in_any_pass(self.api, expression, bound))
        return Passed(get_proper_type(type_), expression, expression)

    def noted(self, expression: Expression) -> Passed:
        """A value with the type that it had where it stands: names in it may have another one by now."""
        known = self.api.lookup_type_or_none(expression)
        return Passed(any_type() if known is None else get_proper_type(known), expression, expression)

    def is_star(self, expression: Expression) -> bool:
        """Whether an argument is ``*expression`` or ``**expression``."""
        call = self.context
        return isinstance(call, CallExpr) and any(
            argument is expression and kind.is_star() for argument, kind in zip(call.args, call.arg_kinds, strict=True)
        )

    def item(self, star: Expression) -> Passed:
        """What ``*star`` or ``**star`` passes, each time: an item of a sequence, a value of a mapping."""
        type_ = self.passed(star).type
        values = tuple_fallback(type_) if isinstance(type_, TupleType) else type_
        if isinstance(values, Instance):
            for name in ("typing.Mapping", "typing.Iterable"):
                info = self.api.named_type(name).type
                if values.type.has_base(name):
                    return Passed(get_proper_type(map_instance_to_supertype(values, info).args[-1]), star)
        return Passed(any_type(), star)

    def arguments(self, positional: Sequence[str]) -> Arguments | None:
        """What is passed, positional arguments named by ``positional``; ``None`` if a star hides some."""
        call = self.context
        if not isinstance(call, CallExpr) or any(kind.is_star() for kind in call.arg_kinds):
            return None
        names = iter(positional)
        arguments = Arguments({}, {}, None)
        written = zip(call.args, call.arg_names, strict=True)
        chained: list[tuple[Expression, str | None]] = [(each, None) for formal in self.formals for each in formal]
        for expression, keyword in chained if self.is_chained else written:
            name = next(names, "") if keyword is None else keyword
            passed = self.passed(expression)
            options = dict(self._options(passed))
            if options or isinstance(expression, DictExpr):
                arguments = Arguments(arguments.given, options, passed)
            elif name:
                arguments.given[name] = passed
        return arguments

    def parameter_names(self, signature: CallableType) -> list[str]:
        """The names of all parameters of the callee, over all its overloads."""
        assert isinstance(self.context, CallExpr)
        callee = get_proper_type(self.api.lookup_type(self.context.callee))
        items = callee.items if isinstance(callee, FunctionLike) else [signature]
        return list(dict.fromkeys(name for item in items for name in item.arg_names if name is not None))

    def _options(self, passed: Passed) -> Iterator[tuple[str, Passed]]:
        """The items of a dict of options."""
        if isinstance(passed.expression, DictExpr):
            for key, value in passed.expression.items:
                if isinstance(key, StrExpr):
                    yield key.value, self.passed(value)
        elif isinstance(passed.type, TypedDictType):
            for name, type_ in passed.type.items.items():
                yield name, Passed(get_proper_type(type_), passed.at)

    def elements(self, passed: Passed, read: Read | None = None) -> list[Passed] | None:
        """The elements of a tuple or list written out, or of a value of tuple type; ``None`` if a star hides some.

        Those of a name are what it was bound to, once: a tuple, or a list of tensors that does not grow.

        ``read`` says what stands in it, where that is not what is passed.
        """
        read = read or self.passed
        if isinstance(passed.expression, (TupleExpr, ListExpr)):
            return self.spread(passed.expression.items, read)
        if isinstance(passed.expression, OpExpr) and passed.expression.op == "+":
            added = self._added(passed.expression, read)
            if added is not None:
                return added
        name = passed.expression if isinstance(passed.expression, NameExpr) else None
        is_of_tensors = self._is_list_of(passed.type, is_tensor)
        if name is not None and (
            isinstance(passed.type, TupleType) or (is_of_tensors and not is_grown(self.api, name))
        ):
            bound = only_binding(self.api, name)
            value = None if bound is None or bound.index is not None else bound.value
            is_whole = isinstance(value, ListExpr if is_of_tensors else (TupleExpr, OpExpr))
            if is_whole and value is not None and value not in self._followed:  # `shape = shape + (1,)`
                self._followed.append(value)
                found = self.elements(self.noted(value), self.noted)
                self._followed.remove(value)
                return found
        if passed.expression is not None and (isinstance(passed.type, TupleType) or _is_of_ints(passed.type)):
            shape = shape_in(self.api, passed.expression)
            if shape is not None and fixed_rank(shape) is not None:
                return [Passed(get_proper_type(self.dim_type(dim)), passed.at) for dim in shape]
        if isinstance(passed.type, TupleType) and not any(isinstance(item, UnpackType) for item in passed.type.items):
            return [Passed(get_proper_type(item), passed.at) for item in passed.type.items]
        return None

    @staticmethod
    def _is_list_of(type_: Type, kind: Callable[[Type], bool]) -> bool:
        proper = get_proper_type(type_)
        is_list = isinstance(proper, Instance) and proper.type.fullname == "builtins.list"
        return is_list and isinstance(proper, Instance) and kind(get_proper_type(proper.args[0]))

    def _added(self, tuples: OpExpr, read: Read) -> list[Passed] | None:
        left, right = (self.elements(read(each), read) for each in (tuples.left, tuples.right))
        return None if left is None or right is None else left + right

    def sizes(self, passed: Passed) -> Shape | None:
        """The sizes in a tuple or list, a name for any number of them as one; ``None`` if some are not known."""
        return None if passed.expression is None else shape_in(self.api, passed.expression)

    def spread(self, expressions: Iterable[Expression], read: Read | None = None) -> list[Passed] | None:
        """What ``expressions`` are, those after a star one by one; ``None`` if that is not known of one."""
        read = read or self.passed
        found: list[Passed] = []
        for each in expressions:
            starred = self.elements(read(each.expr), read) if isinstance(each, StarExpr) else [read(each)]
            if starred is None:
                return None
            found += starred
        return found

    def constant(self, passed: Passed) -> object:
        """The int, float, str or ``None`` an argument is known to be, else ``UNKNOWN``."""
        if passed.expression is not None:
            folded = constant_in(self.api, passed.expression)
            if folded is not None:
                return folded
        type_ = get_proper_type(passed.type)
        if isinstance(type_, NoneType):
            return None
        if isinstance(type_, Instance) and type_.last_known_value is not None:
            type_ = type_.last_known_value
        return type_.value if isinstance(type_, LiteralType) else UNKNOWN

    def dim(self, passed: Passed) -> Dim:
        """The size an argument stands for."""
        dim = dim_of_value(passed.type)
        if dim is UNKNOWN and passed.expression is not None:
            return dim_in(self.api, passed.expression)
        return dim

    def dim_or_several(self, passed: Passed) -> Dim | Many:
        """The same, or what stands for any number of sizes."""
        dim = dim_of(passed.type) if isinstance(passed.type, UnpackType) else None
        return dim if isinstance(dim, Many) else self.dim(passed)

    def dim_type(self, dim: Dim | Many) -> Type:
        """The type that stands in a shape for ``dim``."""
        if isinstance(dim, Many):
            items = self.api.named_generic_type("builtins.tuple", [any_type()])
            return UnpackType(dim.scope if isinstance(dim.scope, TypeVarTupleType) else items)
        if isinstance(dim, Size) and has_chosen(dim):
            return chosen_type(dim)
        if isinstance(dim, ComputedSize):
            return size_type(dim, self._size)
        if isinstance(dim, Symbol):
            return dim.scope if isinstance(dim.scope, TypeVarType) else any_type()
        return LiteralType(dim, self.api.named_type("builtins.int")) if isinstance(dim, int) else any_type()

    def _size(self, text: str, names: list[Type]) -> Type:
        literal = LiteralType(text, self.api.named_type("builtins.str"))
        return self.named(SIZE, literal, self.tuple_of(names))

    def tuple_of(self, items: list[Type]) -> TupleType:
        """The type of a tuple of ``items``."""
        return TupleType(items, self.api.named_generic_type("builtins.tuple", [any_type()]))

    def named(self, fullname: str, *arguments: Type) -> Instance:
        """A class of our stubs as a type."""
        found = lookup_fully_qualified(fullname, self.api.modules)
        assert found is not None
        assert isinstance(found.node, TypeInfo)
        return Instance(found.node, arguments)

    def shaped(self, tensor: Instance, shape: Shape) -> Instance:
        """``tensor`` with ``shape``, which is unknown to mypy if several of it stand for any number of sizes."""
        if sum(isinstance(dim, Many) for dim in shape) > 1:
            return tensor.copy_modified(args=[any_type(), *tensor.args[1:]])
        dims = [self.dim_type(dim) for dim in shape]
        return tensor.copy_modified(args=[self.tuple_of(dims), *tensor.args[1:]])


def _is_of_ints(type_: Type) -> bool:
    """Whether it is a list, or a tuple of any length, of ints."""
    proper = get_proper_type(type_)
    is_several = isinstance(proper, Instance) and proper.type.fullname in {"builtins.list", "builtins.tuple"}
    return is_several and isinstance(proper, Instance) and is_plain_int(get_proper_type(proper.args[0]))
