"""The mypy plugin: ``plugins = ["typed_torch.mypy_plugin"]``.

Hooks route, ``convert`` translates types to dimensions, and the rules of ``typed_torch.shape`` decide. It
never imports torch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from mypy.checker import TypeChecker
from mypy.nodes import CallExpr, Decorator, FuncDef, MypyFile, NameExpr, SymbolNode, TypeAlias, TypeInfo, Var
from mypy.options import Options
from mypy.plugin import (
    AnalyzeTypeContext,
    AttributeContext,
    ClassDefContext,
    DynamicClassDefContext,
    FunctionContext,
    FunctionSigContext,
    MethodContext,
    MethodSigContext,
    Plugin,
    ReportConfigContext,
)
from mypy.semanal import SemanticAnalyzer
from mypy.typeanal import TypeAnalyser
from mypy.types import FunctionLike, Instance, Type, get_proper_type

from typed_torch.mypy_plugin.applied import APPLIES, PARAMETRIZES, applied, applied_forward, parametrized
from typed_torch.mypy_plugin.arithmetic import OPERATORS
from typed_torch.mypy_plugin.bindings import asks_for_us, imports_us, only_binding
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import owner_of
from typed_torch.mypy_plugin.creation import read_sizes
from typed_torch.mypy_plugin.decorating import DECORATORS, as_it_is
from typed_torch.mypy_plugin.displays import claim_less_in_displays
from typed_torch.mypy_plugin.documented import DOCUMENTS, as_function
from typed_torch.mypy_plugin.early import Early
from typed_torch.mypy_plugin.einops import AXES_LAYERS, by_named_axes, layer, layer_called, of_its_argument
from typed_torch.mypy_plugin.extrema import EXTREMA, extremum_of, summed
from typed_torch.mypy_plugin.followed import followed, followed_forward
from typed_torch.mypy_plugin.following import of_ints
from typed_torch.mypy_plugin.fullnames import (
    AUTOGRAD_FUNCTION,
    CONSTRUCTED,
    DIM,
    FACTORIES,
    HOLDERS,
    ITEMS,
    JOINED,
    LIKE_FACTORIES,
    REVEAL,
    SEQUENTIAL,
    SIZED_LAYERS,
    TENSOR,
    TENSOR_PROPERTIES,
    TENSOR_ROWS,
    TORCH_MODULE,
    TORCH_PARAMETER,
    WALKS,
    is_module,
    module_path,
    public_path,
    torch_path,
)
from typed_torch.mypy_plugin.growing import PUTTING, taking_any_tensor
from typed_torch.mypy_plugin.holders import attribute, chained, holder, item_of, walked
from typed_torch.mypy_plugin.instantiating import with_numbers
from typed_torch.mypy_plugin.jaxtyping.aliases import leaves_of
from typed_torch.mypy_plugin.jaxtyping.annotations import analyze_annotated, analyze_short_name
from typed_torch.mypy_plugin.jaxtyping.imports import ANNOTATED, uses_jaxtyping
from typed_torch.mypy_plugin.jaxtyping.plain import PlainTensors
from typed_torch.mypy_plugin.jaxtyping.rebinding import note_tensor
from typed_torch.mypy_plugin.jaxtyping.scopes import known_here
from typed_torch.mypy_plugin.makers import is_chain, keeping, made_by_class, made_by_function
from typed_torch.mypy_plugin.meeting import element, join_by_size, taking_any_sequence
from typed_torch.mypy_plugin.modules import called, layer_of, made, made_where, taking_a_tensor
from typed_torch.mypy_plugin.operations import absolute, constructed, number_of, property_of, result_of, rows_of
from typed_torch.mypy_plugin.parameters import attribute_of_module, parameter
from typed_torch.mypy_plugin.pinning import pin_class
from typed_torch.mypy_plugin.report import Refused
from typed_torch.mypy_plugin.results import field_of
from typed_torch.mypy_plugin.returned import as_held
from typed_torch.mypy_plugin.revealing import reveal, shape_of, sizes_of
from typed_torch.mypy_plugin.rules import check_function, check_method, evaluate
from typed_torch.mypy_plugin.settling import settle
from typed_torch.mypy_plugin.sizes import analyze_alias, analyze_dim, is_alias, normalized
from typed_torch.mypy_plugin.swapping import read_before_binding
from typed_torch.mypy_plugin.typed_calls import forward_call, typed_call, typed_forward
from typed_torch.mypy_plugin.untyped import as_unknown
from typed_torch.mypy_plugin.values import power_of_int, root_of_size
from typed_torch.mypy_plugin.wording import tensor_type
from typed_torch.shape import RULES, Rule

__all__ = ["TypedTorchPlugin", "digest", "plugin"]

# The modules of our stubs that types are made from, also in files that do not import them.
_NEEDED = ("typed_torch", "typed_torch._return_types", "typed_torch._sizes", "typed_torch._tensor", "typed_torch.nn")
_UNTOUCHED = ("builtins.", "torch.", "typing.", "typing_extensions.", "collections.")


class TypedTorchPlugin(Plugin):
    """Sends each call to the part of the plugin that knows it."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._digest = digest()
        self._typed: dict[str, bool] = {}
        self._plain = PlainTensors()
        self._early = Early()

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        is_sized = fullname in JOINED or fullname.rpartition(".")[0] in SIZED_LAYERS
        return join_by_size if is_sized else None

    def get_dynamic_class_hook(self, fullname: str) -> Callable[[DynamicClassDefContext], None] | None:
        return as_function if fullname == DOCUMENTS else None

    def get_function_signature_hook(self, fullname: str) -> Callable[[FunctionSigContext], FunctionLike] | None:
        self._follow()
        if fullname.startswith("torch.") or torch_path(fullname) is not None:
            return taking_any_sequence
        if fullname.startswith("einops."):
            return of_its_argument
        if fullname.startswith(_UNTOUCHED):
            return None
        rule = _rule_of(fullname)
        if rule is None:
            return partial(typed_call, fullname.rpartition(".")[2])
        return None if rule.pins else partial(_our_function, rule)

    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        self._follow()
        return self._noting(fullname, self._function_hook(fullname))

    def _noting(self, fullname: str, hook: Callable[[Any], Type] | None) -> Callable[[Any], Type] | None:
        """Hold what is returned to its annotation; where jaxtyping is used, say what values are found to be tensors."""
        if hook is None and not (self._knows_jaxtyping and fullname.startswith("torch.")):
            return None
        return partial(_noted if self._knows_jaxtyping else _held, hook)

    def _function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        # Called for classes also where their type arguments are spelled out: GroupNorm[Literal[64]](32, 64).
        if fullname == REVEAL:
            return reveal
        if fullname == TORCH_PARAMETER:
            return parameter
        if fullname in CONSTRUCTED:
            return partial(constructed, CONSTRUCTED[fullname])
        if fullname == "builtins.abs":
            return absolute
        if fullname in WALKS:
            return walked
        if fullname in DECORATORS:
            return as_it_is
        if fullname in APPLIES:
            return applied
        if fullname in PARAMETRIZES:
            return parametrized
        if fullname == "builtins.sum":
            return summed
        if fullname in EXTREMA:
            return partial(extremum_of, EXTREMA[fullname])
        if fullname in AXES_LAYERS:
            return layer
        if fullname.startswith("einops."):
            return partial(by_named_axes, fullname.rpartition(".")[2])
        rule = _rule_of(fullname)
        if rule is not None and rule.pins:
            return partial(_our_class, rule)
        module = module_path(fullname)
        if module in HOLDERS:
            return keeping(holder)
        if module is not None:
            of_call = RULES.get(f"{module}.forward")
            return None if of_call is None else keeping(partial(made, of_call))
        operation = _operation_at(fullname)
        if operation is not None:
            return partial(result_of, operation)
        if fullname.startswith("torch."):
            return as_unknown
        return self._users_own(fullname)

    def _users_own(self, fullname: str) -> Callable[[Any], Type] | None:
        if fullname.isidentifier():
            return _inner
        if not self._is_typed(fullname):
            return None
        node = self._defined(fullname)
        if isinstance(node, Decorator) and node.func.is_static and not node.decorators:
            node = node.func
        if isinstance(node, FuncDef):
            return keeping(partial(_made, node))
        if isinstance(node, TypeInfo):
            return keeping(made_by_class) if is_chain(node) else _instance
        if isinstance(node, Var):
            return _stored
        return _inner if node is None else _computed

    def _defined(self, fullname: str) -> SymbolNode | None:
        """What ``fullname`` is, also a method that a class has from one that it is derived from."""
        found = self.lookup_fully_qualified(fullname)
        if found is not None:
            return found.node
        owner, _, name = fullname.rpartition(".")
        info = self.lookup_fully_qualified(owner) if owner else None
        inherited = info.node.get(name) if info is not None and isinstance(info.node, TypeInfo) else None
        return None if inherited is None else inherited.node

    def get_method_signature_hook(self, fullname: str) -> Callable[[MethodSigContext], FunctionLike] | None:
        self._follow()
        if fullname in PUTTING:
            return taking_any_tensor
        if fullname.startswith(_UNTOUCHED):
            return None
        if fullname in FACTORIES:
            return _creation
        if fullname in LIKE_FACTORIES:
            return _like
        if _operation_at(fullname) is not None:  # which its rule checks once mypy has found the overload
            return None
        return partial(_method, fullname)

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        return self._noting(fullname, self._method_hook(fullname))

    def _method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        if fullname == "builtins.int.__pow__":
            return power_of_int
        if fullname in OPERATORS:
            return of_ints
        if fullname == f"{TENSOR}.size":
            return sizes_of
        if fullname == "builtins.float.__rpow__":
            return root_of_size
        if fullname in ITEMS:
            return element
        if fullname in TENSOR_ROWS:
            return rows_of
        operation = _operation_at(fullname)
        if operation is not None:
            return number_of if operation.path == "Tensor.item" else partial(result_of, operation)
        owner, _, method = fullname.rpartition(".")
        module = module_path(owner)
        if module in HOLDERS and method in {"__iter__", "__getitem__", "items", "values"}:
            return item_of
        if module == SEQUENTIAL and method == "__call__":
            return chained
        if method == "apply" and self._is_function(owner):
            return applied_forward
        is_call = method in {"__call__", "forward"}
        if is_call and module is not None and (rule := RULES.get(f"{module}.forward")) is not None:
            return partial(called, rule)
        if is_call and owner in AXES_LAYERS:
            return partial(layer_called, AXES_LAYERS[owner])
        if fullname.startswith("torch."):
            return as_unknown
        if not is_call:
            return self._users_own(fullname)
        return _called if self._is_typed(fullname) else None

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        self._follow()
        return self._noting(fullname, self._attribute_hook(fullname))

    def _attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        if fullname in TENSOR_PROPERTIES:
            rule = RULES.get(f"Tensor.{fullname.rpartition('.')[2]}")
            return None if rule is None else partial(property_of, rule)
        if fullname == f"{TENSOR}.shape":
            return shape_of
        if fullname.startswith("torch.return_types."):
            return partial(field_of, fullname.rpartition(".")[2])
        owner, _, name = fullname.rpartition(".")
        if owner == TORCH_MODULE or (name in {"weight", "bias"} and is_module(owner)):
            found = partial(attribute_of_module, name)
        elif self._is_typed(fullname):
            found = partial(attribute, name)
        else:
            return None
        return partial(_read, found) if self._knows_jaxtyping else found

    def get_type_analyze_hook(self, fullname: str) -> Callable[[AnalyzeTypeContext], Type] | None:
        hook = self._type_analyze_hook(fullname)
        return self._early.around(fullname, None if hook is None else partial(_analyzed, hook))

    def _type_analyze_hook(self, fullname: str) -> Callable[[AnalyzeTypeContext], Type] | None:
        if fullname == DIM:
            return analyze_dim
        if fullname == TENSOR:
            return tensor_type
        if fullname in ANNOTATED and self._knows_jaxtyping:
            self._plain.pass_in(self._modules or {}, do_pass=True)
            return partial(analyze_annotated, self._modules or {})
        if fullname.startswith(_UNTOUCHED):
            return None
        found = self.lookup_fully_qualified(fullname)
        node = None if found is None else found.node
        if not isinstance(node, TypeAlias):
            return None
        if self._knows_jaxtyping and not node.alias_tvars:
            modules = self._modules or {}
            leaves = leaves_of(modules, node) or []
            if any(leaf.name for leaf in leaves):
                self._plain.pass_in(modules, do_pass=True)
                return partial(analyze_short_name, leaves, node)
        return partial(analyze_alias, node) if is_alias(node) else None

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        if not asks_for_us(file):
            return []
        read_before_binding(file)
        self._early.collect(file)
        return [(10, name, -1) for name in _NEEDED]

    def _follow(self) -> None:
        """In code bases that use jaxtyping, let plain tensors pass for typed ones, but in files written for us."""
        if self._knows_jaxtyping:
            self._plain.follow(self._modules or {}, lambda file: imports_us(file) and not uses_jaxtyping(file))

    @property
    def _knows_jaxtyping(self) -> bool:
        """Whether anything that mypy reads imports jaxtyping."""
        return self._modules is not None and "jaxtyping" in self._modules

    def _is_typed(self, fullname: str) -> bool:
        """Whether ``fullname`` is defined in a module that uses our types; the others are other plugins' to refine."""
        modules = self._modules or {}
        module = fullname
        while module and module not in modules:
            module = module.rpartition(".")[0]
        if not module or module.startswith(_UNTOUCHED):
            return False
        if module not in self._typed:
            symbols = modules[module].names.values()
            self._typed[module] = uses_jaxtyping(modules[module]) or any(
                symbol.fullname and symbol.fullname.startswith("typed_torch") for symbol in symbols
            )
        return self._typed[module]

    def _is_function(self, fullname: str) -> bool:
        """Whether ``fullname`` is a class derived from ``torch.autograd.Function``."""
        found = self.lookup_fully_qualified(fullname)
        return found is not None and isinstance(found.node, TypeInfo) and found.node.has_base(AUTOGRAD_FUNCTION)

    def report_config_data(self, ctx: ReportConfigContext) -> dict[str, str]:
        return {"sources": self._digest}


def _analyzed(hook: Callable[[AnalyzeTypeContext], Type], ctx: AnalyzeTypeContext) -> Type:
    """A type, in a file that mypy may have read again for what it imports alone, asking for no dependencies."""
    if isinstance(ctx.api, TypeAnalyser) and isinstance(ctx.api.api, SemanticAnalyzer):
        read_before_binding(ctx.api.api.cur_mod_node)
    return hook(ctx)


def _noted(hook: Callable[[Any], Type] | None, ctx: Any) -> Type:
    found = _held(hook, ctx)
    note_tensor(ctx.context, found)
    return found


def _held(hook: Callable[[Any], Type] | None, ctx: Any) -> Type:
    default: Type = ctx.default_attr_type if isinstance(ctx, AttributeContext) else ctx.default_return_type
    return as_held(ctx.api, ctx.context, default if hook is None else hook(ctx))


def _computed(ctx: FunctionContext | MethodContext) -> Type:
    """What a call returns, the sizes in it computed."""
    return normalized(ctx.default_return_type, Call(ctx).dim_type)


def _instance(ctx: FunctionContext) -> Type:
    """A new object of a class of the user's."""
    return with_numbers(ctx, _computed(ctx))


def _made(function: FuncDef, ctx: FunctionContext | MethodContext) -> Type:
    """What a function of the user's returns, perhaps a module that it makes."""
    return made_by_function(ctx, function) or followed(ctx, function) or _computed(ctx)


def _inner(ctx: FunctionContext) -> Type:
    """What a function inside of another one returns."""
    assert isinstance(ctx.api, TypeChecker)
    if not (imports_us(ctx.api.tree) or uses_jaxtyping(ctx.api.tree)):
        return ctx.default_return_type
    callee = ctx.context.callee if isinstance(ctx.context, CallExpr) else None
    function = callee.node if isinstance(callee, NameExpr) else None
    if isinstance(function, Var):
        return _stored(ctx)
    return _made(function, ctx) if isinstance(function, FuncDef) else _computed(ctx)


def _stored(ctx: FunctionContext | MethodContext) -> Type:
    """What a function returns that a variable or an attribute holds: one of torch's, or one that nobody knows."""
    assert isinstance(ctx.api, TypeChecker)
    callee = ctx.context.callee if isinstance(ctx.context, CallExpr) else None
    type_ = None if callee is None else get_proper_type(ctx.api.lookup_type_or_none(callee))
    held = type_.items[0] if isinstance(type_, FunctionLike) else None
    is_one = callee is not None and only_binding(ctx.api, callee) is not None
    rule = _operation_at(held.definition.fullname) if is_one and held is not None and held.definition else None
    plain = FunctionContext(*ctx[1:]) if isinstance(ctx, MethodContext) else ctx
    found = as_unknown(plain) if rule is None else result_of(rule, plain)
    return _computed(ctx) if found == ctx.default_return_type else found


def _called(ctx: MethodContext) -> Type:
    """What a call of a module of the user's returns, perhaps of a subclass of torch's."""
    module, layer = get_proper_type(ctx.type), layer_of(ctx.type)
    if isinstance(module, Instance) and is_chain(module.type):
        return chained(ctx)
    rule = None if layer is None else RULES.get(f"{module_path(layer.type.fullname)}.forward")
    if rule is not None:
        return called(rule, ctx)
    return followed_forward(ctx) or _computed(ctx)


def _read(hook: Callable[[AttributeContext], Type], ctx: AttributeContext) -> Type:
    """What an attribute is, without the sizes that jaxtyping names in another function."""
    assert isinstance(ctx.api, TypeChecker)
    found = known_here(ctx.api, hook(ctx))
    return ctx.default_attr_type if found == ctx.default_attr_type else found


def _rule_of(fullname: str) -> Rule | None:
    path = public_path(fullname)
    return None if path is None else RULES.get(path)


def _operation_at(fullname: str) -> Rule | None:
    """The rule of one of torch's own operations."""
    path = torch_path(fullname)
    return None if path is None else RULES.get(path)


def _creation(ctx: MethodSigContext) -> FunctionLike:
    call = Call(ctx)
    return claim_less_in_displays(call, settle(call, read_sizes(call, ctx.default_signature)))


def _like(ctx: MethodSigContext) -> FunctionLike:
    call = Call(ctx)
    return claim_less_in_displays(call, settle(call, ctx.default_signature))


def _our_function(rule: Rule, ctx: FunctionSigContext) -> FunctionLike:
    call = Call(ctx)
    return claim_less_in_displays(call, check_function(call, ctx.default_signature, rule))


def _our_class(rule: Rule, ctx: FunctionContext) -> Type:
    call = Call(ctx)
    parameters = [name or "" for name in ctx.callee_arg_names]
    try:
        evaluate(call, None, rule, parameters, {})
    except Refused:
        return ctx.default_return_type
    return pin_class(call, rule, ctx.default_return_type, parameters)


def _method(fullname: str, ctx: MethodSigContext) -> FunctionLike:
    path, _, method = fullname.rpartition(".")
    if method not in {"__call__", "forward"}:
        return typed_call(method, ctx)
    if layer_of(ctx.type) is not None:
        return taking_a_tensor(ctx)
    owner = owner_of(ctx.type, "forward")
    rule = None if owner is None else _rule_of(f"{owner.type.fullname}.forward")
    if owner is None or rule is None:
        forward, name = typed_forward(ctx) if method == "__call__" else None, path.rpartition(".")[2]
        with made_where(ctx):
            if forward is not None:
                return forward_call(name, ctx, forward)
            return typed_call(name, ctx)
    call = Call(ctx)
    with made_where(ctx):
        return claim_less_in_displays(call, check_method(call, ctx.default_signature, rule, owner))


def digest(package: Path = Path(__file__).parent.parent) -> str:
    """A digest of the plugin and the rules: mypy drops what it has cached when it changes."""
    found = hashlib.sha256()
    for path in sorted(
        [*package.glob("*.py"), *(package / "shape").rglob("*.py"), *(package / "mypy_plugin").rglob("*.py")]
    ):
        found.update(path.read_bytes())
    return found.hexdigest()


def plugin(version: str) -> type[Plugin]:
    """What mypy calls to load the plugin."""
    return TypedTorchPlugin
