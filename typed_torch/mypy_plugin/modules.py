"""torch's own modules: what one was made with stays with its type, beside what mypy looks at, and its call has a rule.

To mypy ``nn.Conv2d(3, 64, 3)`` is a ``Conv2d`` as ever; where two of them meet, what differs is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

from mypy.expandtype import expand_type_by_instance
from mypy.maptype import map_instance_to_supertype
from mypy.nodes import (
    CallExpr,
    FuncDef,
    MemberExpr,
    NameExpr,
    Var,
)
from mypy.plugin import AttributeContext, FunctionContext, MethodContext, MethodSigContext
from mypy.types import (
    CallableType,
    ExtraAttrs,
    Instance,
    LiteralType,
    NoneType,
    TupleType,
    Type,
    UnionType,
    UnpackType,
    get_proper_type,
)

from typed_torch.errors import TensorTypeError
from typed_torch.mypy_plugin.asked import keep_asked
from typed_torch.mypy_plugin.autocast import is_under_autocast
from typed_torch.mypy_plugin.bindings import bindings_of, imports_us, value_bound
from typed_torch.mypy_plugin.calls import Call, Passed
from typed_torch.mypy_plugin.chosen import without_chosen
from typed_torch.mypy_plugin.convert import any_type, dim_of
from typed_torch.mypy_plugin.fullnames import LAYERS, TORCH_TENSOR, TYPED_LAYERS
from typed_torch.mypy_plugin.holding import HELD, repeated
from typed_torch.mypy_plugin.leaving import left_behind
from typed_torch.mypy_plugin.operands import dtype_named
from typed_torch.mypy_plugin.operations import result_for
from typed_torch.mypy_plugin.pinning import report_size
from typed_torch.mypy_plugin.rebound import unless_rebound
from typed_torch.mypy_plugin.report import Refused, inside, report_of_any_overload
from typed_torch.mypy_plugin.sizes import normalized
from typed_torch.mypy_plugin.values import dim_of_value
from typed_torch.mypy_plugin.walking import is_assigned
from typed_torch.shape import RULES, UNKNOWN, Many, Rule, Spec
from typed_torch.shape.arguments import kinds_of
from typed_torch.shape.dims import differ

__all__ = [
    "GIVEN",
    "MADE",
    "called",
    "config_of",
    "layer_of",
    "made",
    "made_by",
    "made_where",
    "of_receiver",
    "sized_as",
    "taking_a_tensor",
    "with_attributes",
]

# An attribute that no Python code can name, so that mypy never finds it by itself.
MADE = "made with "
# What a module of the user's is made with: the full name of its ``__init__`` and a parameter follow.
GIVEN = "given "


def made(rule: Rule, ctx: FunctionContext) -> Type:
    """A module of torch's with what it is made with, as far as its rule asks for it."""
    call, module = Call(ctx), get_proper_type(ctx.default_return_type)
    if not isinstance(module, Instance):
        return ctx.default_return_type
    # Of a function's tensors a module has its own: nn.LayerNorm's bias is a bool.
    names = {name for name, kind in kinds_of(rule).items() if kind.of is not Spec}
    made_by = RULES.get(rule.path.removesuffix(".forward"))
    of_class = {} if made_by is None else made_by.signature.parameters
    attributes: dict[str, Type] = {}
    for name, kinds, actuals in zip(ctx.callee_arg_names, ctx.arg_kinds, ctx.args, strict=True):
        if actuals and (name in names or name in of_class):
            is_plain = len(actuals) == 1 and not kinds[0].is_star()
            attributes[f"{MADE}{name}"] = _kept(call, call.passed(actuals[0])) if is_plain else any_type()
    if isinstance(ctx.context, CallExpr) and any(kind.is_star() for kind in ctx.context.arg_kinds):
        return ctx.default_return_type
    expected = _expected(call, module)
    try:
        sized = _pinned(call, expected, rule, attributes)
    except Refused:
        return ctx.default_return_type
    found = with_attributes(sized, {f"{MADE}it": NoneType(), **attributes})
    return (
        unless_rebound(call, found, ctx.default_return_type) if _can_be(call, rule, found) else ctx.default_return_type
    )


def _expected(call: Call, module: Instance) -> Instance:
    """``module``, or, where a class of ours is asked for that is torch's at run time, that class."""
    context = get_proper_type(call.api.expr_checker.type_context[-1])
    for item in context.items if isinstance(context, UnionType) else [context]:
        asked = get_proper_type(item)
        is_ours = isinstance(asked, Instance) and asked.type.fullname.rpartition(".")[0] in LAYERS
        if isinstance(asked, Instance) and is_ours and asked.type.name == module.type.name:
            return asked.copy_modified(args=[any_type()] * len(asked.args))
    return module


def _pinned(call: Call, module: Instance, rule: Rule, attributes: dict[str, Type]) -> Instance:
    """``module`` with the sizes it is made with as its type arguments, if it takes any.

    Raises:
        Refused: a size is another than its type arguments say; the error is reported.
    """
    if len(module.args) != len(rule.pins):
        return module
    arguments = list(module.args)
    for index, name in enumerate(rule.pins):
        made_with = attributes.get(f"{MADE}{name}", any_type())
        declared, actual = dim_of(arguments[index]), dim_of(made_with)
        if not isinstance(actual, Many) and differ(declared, actual):
            report_size(call, rule.name, name, declared, actual, call.context)
            raise Refused
        if declared is UNKNOWN:
            arguments[index] = without_chosen(made_with)
    return module.copy_modified(args=arguments)


def _can_be(call: Call, rule: Rule, module: Instance) -> bool:
    """Whether some input could go through ``module``, of which all is known; if none could, the error is reported."""
    of_class = RULES.get(rule.path.removesuffix(".forward"))
    config = config_of(module) or {}
    if of_class is None:
        given = {rule.required[0]: Spec(), **config}
    else:
        given = {name: value for name, value in config.items() if name in of_class.signature.parameters}
    asked = of_class or rule
    kinds, missing = kinds_of(asked), set(asked.required) - given.keys()
    if any(kinds[name].of is not Spec for name in missing):  # functools.partial passes some of them
        return False
    try:
        if not missing:
            asked(**given)
            if not _DIVIDING.isdisjoint(given):
                keep_asked(call.api, call.context, partial(_make, asked), given)
    except TensorTypeError as error:
        if _is_meant(call):
            report_of_any_overload(call.api, error, call.context)
        return False
    return True


# What other numbers of a layer have to be divisible by: for the rest any number will do.
_DIVIDING = frozenset({"groups", "nhead", "num_groups", "num_heads"})


def _make(rule: Rule, config: Mapping[str, Any]) -> None:
    rule(**config)


def _is_meant(call: Call) -> bool:
    """Whether it is this class that is called, in a file of ours, and not one of several that code has chosen from."""
    written = call.context.callee if isinstance(call.context, CallExpr) else None
    return imports_us(call.api.tree) and (not isinstance(written, NameExpr) or not isinstance(written.node, Var))


def with_attributes(module: Instance, attributes: dict[str, Type]) -> Instance:
    """``module`` with what is known of it beside its type."""
    found = module.copy_modified()
    found.extra_attrs = ExtraAttrs(attributes, set(), None)
    return found


def _kept(call: Call, passed: Passed) -> Type:
    """The value of an argument as a type."""
    elements = call.elements(passed)
    if elements is not None:
        return call.tuple_of([_kept(call, each) for each in elements])
    constant = dtype_named(passed) or call.constant(passed)
    if constant is None:
        return NoneType()
    for kind in (bool, int, str):
        if isinstance(constant, kind):
            return LiteralType(constant, call.api.named_type(f"builtins.{kind.__name__}"))
    if isinstance(constant, float) and constant.is_integer():
        return LiteralType(int(constant), call.api.named_type("builtins.int"))
    return call.dim_type(call.dim(passed))


def config_of(module: Instance) -> dict[str, Any] | None:
    """What ``module`` was made with; ``None`` if that is not known."""
    attributes = None if module.extra_attrs is None else module.extra_attrs.attrs
    if attributes is None or f"{MADE}it" not in attributes:
        return None
    return {
        name.removeprefix(MADE): _value(type_)
        for name, type_ in attributes.items()
        if name.startswith(MADE) and name != f"{MADE}it"
    }


def _value(type_: Type) -> Any:
    proper = get_proper_type(type_)
    if isinstance(proper, NoneType):
        return None
    if isinstance(proper, TupleType):
        return [_value(item) for item in proper.items]
    if isinstance(proper, LiteralType):
        return proper.value
    return dim_of_value(proper)


def called(rule: Rule, ctx: MethodContext) -> Type:
    """What a call of a module returns."""
    module, layer = get_proper_type(ctx.type), layer_of(ctx.type)
    config = config_of(module) if isinstance(module, Instance) else None
    if config is None and (rule.pins or layer is not None):
        sizes = [] if layer is None else [dim_of(size) for size in layer.args]
        options = [name for name, kind in kinds_of(rule).items() if kind.of is not Spec]
        config = {**dict.fromkeys(options, UNKNOWN), **dict(zip(rule.pins, sizes, strict=False))}
    if config is None:
        return ctx.default_return_type
    if "dtype" in config and is_under_autocast(Call(ctx)):
        config["dtype"] = None
    with made_where(ctx):
        return result_for(rule, ctx, config)


def made_by(ctx: MethodContext | MethodSigContext) -> CallExpr | None:
    """The call that made the module which is called, if it is the only one and in this file."""
    call, written = Call(ctx), ctx.context.callee if isinstance(ctx.context, CallExpr) else None
    if not isinstance(written, (NameExpr, MemberExpr)) or call.is_chained:
        return None
    made = value_bound(call.api, written)
    return made if isinstance(made, CallExpr) else None


def made_where(ctx: MethodContext | MethodSigContext) -> AbstractContextManager[None]:
    """Say of every error within where the module that is called was made, if that is known."""
    made, written = made_by(ctx), ctx.context.callee if isinstance(ctx.context, CallExpr) else None
    if made is None or made.line == ctx.context.line or not isinstance(written, (NameExpr, MemberExpr)):
        return nullcontext()
    name = f"self.{written.name}" if isinstance(written, MemberExpr) else written.name
    return inside(f"{name}, made in line {made.line}", "module")


def layer_of(type_: Type) -> Instance | None:
    """The layer of ours that a module is whose call is that layer's, with what its type arguments say."""
    proper = get_proper_type(type_)
    if not isinstance(proper, Instance):
        return None
    for base in proper.type.mro:
        if base.fullname.rpartition(".")[0] in TYPED_LAYERS:
            return map_instance_to_supertype(proper, base)
        if "forward" in base.names:
            return None
    return None


def taking_a_tensor(ctx: MethodSigContext) -> CallableType:
    """The signature of a layer's call: what tensor comes, its rule decides, and mypy that it is one."""
    signature, tensor = ctx.default_signature, Call(ctx).named(TORCH_TENSOR)
    return signature.copy_modified(arg_types=[tensor, *signature.arg_types[1:]], ret_type=any_type(), variables=[])


def of_receiver(name: str, ctx: AttributeContext, attribute: Type) -> Type:
    """``attribute``, called ``name``, with the sizes that its owner has: computed, and a module made with them."""
    call, owner = Call(ctx), get_proper_type(ctx.type)
    known = without_chosen(normalized(attribute, call.dim_type), _given_to(call, owner))
    if isinstance(owner, Instance) and not is_assigned(ctx):
        known = left_behind(call.api, owner, known)
    module = get_proper_type(known)
    if isinstance(module, UnionType):
        return UnionType.make_union([of_receiver(name, ctx, item) for item in module.items])
    if not isinstance(module, Instance) or module.extra_attrs is None or not isinstance(owner, Instance):
        return known
    attributes = module.extra_attrs.attrs
    is_given = any(name.startswith(GIVEN) for name in attributes)
    if f"{MADE}it" not in attributes and HELD not in attributes and not is_given:
        return known
    defined = next((info for info in owner.type.mro if name in info.names), None)
    if defined is None:
        return known
    bound = bindings_of(call.api.tree)
    if any((info, name) in bound for info in owner.type.mro[: owner.type.mro.index(defined)]):
        return _bare(module)
    receiver = map_instance_to_supertype(owner, defined)
    return sized_as(module, receiver) if receiver.args else known


def _given_to(call: Call, owner: Type) -> list[str]:
    """The functions whose parameters are numbers that are known here: this one, and those that made ``self``."""
    found = [each.fullname for each in call.api.scope.stack if isinstance(each, FuncDef)]
    read = call.context.expr if isinstance(call.context, MemberExpr) else None
    is_self = isinstance(read, NameExpr) and isinstance(read.node, Var) and read.node.is_self
    if is_self and isinstance(owner, Instance):
        found += [f"{info.fullname}.__init__" for info in owner.type.mro]
    return found


def _bare(module: Instance) -> Instance:
    found = module.copy_modified()
    found.extra_attrs = None
    return found


def sized_as(module: Instance, receiver: Instance) -> Instance:
    """``module``, and the modules it holds, with the type variables of the class of ``receiver`` replaced."""
    assert module.extra_attrs is not None
    return with_attributes(module, {name: _replaced(each, receiver) for name, each in module.extra_attrs.attrs.items()})


def _replaced(type_: Type, receiver: Instance) -> Type:
    proper = get_proper_type(type_)
    if isinstance(proper, TupleType):
        return proper.copy_modified(items=[_replaced(item, receiver) for item in proper.items])
    if isinstance(proper, UnionType):
        return UnionType.make_union([_replaced(item, receiver) for item in proper.items])
    if (each := repeated(type_)) is not None and isinstance(type_, UnpackType):
        several = get_proper_type(type_.type)
        assert isinstance(several, Instance)
        return UnpackType(several.copy_modified(args=[_replaced(each, receiver)]))
    if isinstance(proper, Instance) and proper.extra_attrs is not None:
        expanded = get_proper_type(expand_type_by_instance(proper, receiver))
        assert isinstance(expanded, Instance)
        expanded = expanded.copy_modified()
        expanded.extra_attrs = proper.extra_attrs
        return sized_as(expanded, receiver)
    return expand_type_by_instance(type_, receiver)
