"""Typed calls: arguments against parameters annotated ``Tensor[S, D, Dev]``, in functions and modules of the user's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial

from mypy.argmap import map_actuals_to_formals
from mypy.checker import TypeChecker
from mypy.nodes import CallExpr, Context, FuncDef
from mypy.plugin import FunctionSigContext, MethodContext, MethodSigContext
from mypy.typeops import get_all_type_vars
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    TupleType,
    Type,
    TypeVarLikeType,
    TypeVarType,
    UnionType,
    get_proper_type,
)

from typed_torch.errors import DeviceError, DTypeError, ShapeError
from typed_torch.mypy_plugin.alternatives import another_takes, is_one_of_several, takes_so_many
from typed_torch.mypy_plugin.asked import keep_asked
from typed_torch.mypy_plugin.bindings import imports_us
from typed_torch.mypy_plugin.branches import branches_on_devices
from typed_torch.mypy_plugin.by_default import is_by_default, taking_what_it_is_given
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.chosen import as_made
from typed_torch.mypy_plugin.convert import any_type, is_size, owner_of, pattern_of, spec_of, symbol_of, tensor_of
from typed_torch.mypy_plugin.displays import claim_less_in_displays
from typed_torch.mypy_plugin.fullnames import SIZE, TORCH_MODULE
from typed_torch.mypy_plugin.instantiating import Made
from typed_torch.mypy_plugin.jaxtyping.calls import hold, hold_module, is_annotated
from typed_torch.mypy_plugin.met import as_met
from typed_torch.mypy_plugin.pinning import has_sizes, pin
from typed_torch.mypy_plugin.plain import without_plain
from typed_torch.mypy_plugin.report import Refused, accepting_anything, report, trial
from typed_torch.mypy_plugin.settling import decided_by_rest, with_settled
from typed_torch.mypy_plugin.sizes import with_text_variables
from typed_torch.mypy_plugin.specs import dims_in, put_in
from typed_torch.mypy_plugin.tested import match_as_tested, refusal_of
from typed_torch.shape import Dim, Many, Pattern, Refusal, Spec, Symbol
from typed_torch.shape.matching import known_sizes, read
from typed_torch.shape.rule import error_of, refuse
from typed_torch.shape.sizes import has_chosen, symbols
from typed_torch.shape.spec import devices_match

__all__ = ["call_of", "forward_call", "typed_call", "typed_forward"]


_Passed = tuple[int, str, Pattern, Spec, Context]


def typed_forward(ctx: MethodSigContext) -> CallableType | None:
    """The signature of ``forward`` of a module whose ``__call__`` is torch's, which takes and returns anything.

    ``None`` where it says nothing of typed tensors, and code is as untyped as torch leaves it.
    """
    made, default = as_made(ctx.type), ctx.default_signature
    module = get_proper_type(ctx.type) if made is None else made
    if not isinstance(module, Instance) or not module.type.has_base(TORCH_MODULE):
        return None
    if made is None and not default.is_ellipsis_args:
        return None
    owner = owner_of(module, "forward")
    if owner is None or owner.type.fullname.startswith("torch."):
        return None
    assert isinstance(ctx.api, TypeChecker)
    with ctx.api.msg.filter_errors():
        found = get_proper_type(ctx.api.expr_checker.analyze_external_member_access("forward", module, ctx.context))
    is_typed = isinstance(found, CallableType) and (
        _takes_tensors(found) or tensor_of(found.ret_type) is not None or is_annotated(found)
    )
    return found if is_typed and isinstance(found, CallableType) else None


def typed_call(name: str, ctx: FunctionSigContext | MethodSigContext) -> CallableType:
    """Pin the sizes of a user's callable, then hold its tensors against its annotations."""
    return _typed(name, Call(ctx), ctx.default_signature)


def forward_call(name: str, ctx: MethodSigContext, forward: CallableType) -> CallableType:
    """The signature of a call of a module, of which ``forward`` is that of its method.

    Of several modules that code chooses from it is another one that a call is meant for which does not fit.
    """
    if is_by_default(ctx.type):
        if not takes_so_many(ctx, forward):
            return accepting_anything(ctx.default_signature)
        forward = taking_what_it_is_given(call_of(ctx, forward), forward)
    if is_one_of_several(ctx) and not _is_taken(name, ctx, forward):
        return accepting_anything(ctx.default_signature)
    return _forward_call(name, ctx, forward)


def _is_taken(name: str, ctx: MethodSigContext, forward: CallableType) -> bool:
    """Whether ``forward`` takes a call, or none of the others does."""
    if not takes_so_many(ctx, forward):
        return False
    written, call = ctx.context, Call(ctx)
    for argument in written.args if isinstance(written, CallExpr) else ():
        call.passed(argument)  # what is wrong with it is said before a call is tried
    with trial() as refused:
        _forward_call(name, ctx, forward)
    return not refused or not isinstance(written, CallExpr) or not another_takes(ctx, written.args)


def _forward_call(name: str, ctx: MethodSigContext, forward: CallableType) -> CallableType:
    call, module = call_of(ctx, forward), get_proper_type(ctx.type)
    made = Made(call, module, forward) if isinstance(module, Instance) else None
    if made is not None and not made.is_known:
        made = None
    if is_annotated(forward):
        return hold_module(call, ctx.default_signature, forward, name, made)
    if made is not None:
        forward = made.sized(partial(_sizes_of_tensors, call, forward))
    return _typed(name, call, forward, made)


def _typed(name: str, call: Call, signature: CallableType, made: Made | None = None) -> CallableType:
    functions = [each.fullname for each in call.api.scope.stack if isinstance(each, FuncDef)]
    signature = _without_unasked(call, with_text_variables(signature, functions))
    sizes, annotated = has_sizes(signature), is_annotated(signature)
    tensors = _takes_tensors(signature) and not _is_overload(signature)
    if sizes or annotated or tensors:
        try:
            named = partial(_sizes_of_tensors, call, signature) if tensors else dict
            signature = pin(call, signature, name, named) if sizes else signature
        except Refused:
            return accepting_anything(signature)
        if annotated:
            signature = hold(call, signature, name)
        elif tensors:
            signature = _match_call(call, signature, name, made)
        signature = claim_less_in_displays(call, signature)
    return signature


def _is_overload(signature: CallableType) -> bool:
    """Whether another variant may take the call that this one refuses."""
    return isinstance(signature.definition, FuncDef) and signature.definition.is_overload


def call_of(ctx: MethodSigContext | MethodContext, signature: CallableType) -> Call:
    """The call, its arguments in the order of the parameters of ``signature``."""
    call, written = Call(ctx), ctx.context
    if not isinstance(written, CallExpr) or call.is_chained:
        call.formals = [[each] for of_formal in ctx.args for each in of_formal]
        call.formals += [[]] * (len(signature.arg_types) - len(call.formals))
        return call
    places = map_actuals_to_formals(
        written.arg_kinds,
        written.arg_names,
        signature.arg_kinds,
        signature.arg_names,
        lambda index: call.passed(written.args[index]).type,
    )
    call.formals = [[written.args[index] for index in of_formal] for of_formal in places]
    return call


def _without_unasked(call: Call, signature: CallableType) -> CallableType:
    """``signature`` with ``Any`` for what no argument names: sizes of a class, and all of a tensor that is returned.

    mypy would find nothing for them.
    """
    is_tensor = tensor_of(signature.ret_type) is not None
    is_class = signature.is_type_obj() and imports_us(call.api.tree)
    if not is_tensor and not is_class:
        return signature
    asked = {variable for formal in signature.arg_types for variable in get_all_type_vars(formal)}
    free = set(get_all_type_vars(signature.ret_type)) & set(signature.variables) - asked
    if not is_tensor:
        free = set(filter(is_size, free))
    return with_settled(signature, dict.fromkeys(free, any_type()))


def _takes_tensors(signature: CallableType) -> bool:
    """Whether a parameter of ``signature`` is a typed tensor."""
    return any(tensor_of(formal) is not None for formal in signature.arg_types)


def _sizes_of_tensors(call: Call, signature: CallableType) -> dict[Symbol, Dim]:
    """The sizes that the tensors of ``call`` have where ``signature`` names them alone."""
    return known_sizes(_read(_tensors(call, signature), _free(signature)))


def _free(signature: CallableType) -> set[Symbol]:
    return {symbol_of(variable) for variable in signature.variables if isinstance(variable, TypeVarType)}


def _read(tensors: Iterable[_Passed], free: Set[Symbol]) -> dict[Symbol, Dim | Many]:
    sizes: dict[Symbol, Dim | Many] = {}
    for _, _, pattern, spec, _ in tensors:
        read(pattern, spec, sizes, free)
    return sizes


def _match_call(call: Call, signature: CallableType, name: str, made: Made | None = None) -> CallableType:
    """The signature of ``call`` if every tensor fits its parameter; otherwise the error, said of ``name``.

    Args:
        call: the call.
        signature: that of what is called.
        name: how messages call it.
        made: the module that is called, if it is known what numbers it is made with.
    """
    signature = without_plain(call, signature, name)
    free, tensors = _free(signature), list(_tensors(call, signature))
    sizes, kinds = _read(tensors, free), _Kinds(call, signature)
    is_tested = False
    for place, argument, pattern, spec, at in tensors:
        try:
            is_tested |= match_as_tested(call.api, call.context, pattern, spec, sizes, argument, free)
            kinds.match(signature.arg_types[place], spec, argument)
        except Refusal as found:
            others = _read((each for each in tensors if each[0] != place), free)
            refusal = refusal_of(pattern, spec, others, argument, free) or found
            rows = [*kinds.rows, *(made.rows if made is not None and refusal.kind is ShapeError else ())]
            report(call.api, error_of(refusal, name, {refusal.argument: spec}), at, rows=rows)
            return accepting_anything(signature)
    known = known_sizes(sizes)
    if made is not None:
        try:
            made.hold({symbol.name: dim for symbol, dim in known.items()})
        except Refused:
            return accepting_anything(signature)
    matched = [index for index, *_ in tensors]
    dims = [dim for *_, pattern, spec, _ in tensors for dim in (*pattern.shape, *spec.shape)]
    is_vague = any(has_chosen(dim) for dim in dims if not isinstance(dim, Many))
    if is_vague:
        _keep_fit(call, name, tensors, free)
    return _with_sizes(call, signature, matched, known, is_vague or is_tested)


def _keep_fit(call: Call, name: str, tensors: Sequence[_Passed], free: Set[Symbol]) -> None:
    """Keep that ``tensors`` have to fit the parameters of ``name``, for the numbers that sizes of theirs depend on."""
    asked, specs = [each[1:3] for each in tensors], [spec for *_, spec, _ in tensors]
    around = [*{each for _, pattern in asked for dim in dims_in(Spec(pattern.shape)) for each in symbols(dim)} - free]
    keep_asked(call.api, call.context, partial(_all_fit, name, asked, free, around), (around, specs))


def _all_fit(
    name: str,
    asked: Sequence[tuple[str, Pattern]],
    free: Set[Symbol],
    around: Sequence[Symbol],
    values: tuple[Sequence[Dim], Sequence[Spec]],
) -> None:
    """Refuse tensors where they do not fit the parameters of ``name`` together, in which ``around`` are sizes too."""
    dims, specs = values
    known, sizes = dict(zip(around, dims, strict=True)), dict[Symbol, Dim | Many]()
    patterns = [replace(pattern, shape=put_in(known, Spec(pattern.shape)).shape) for _, pattern in asked]
    for pattern, spec in zip(patterns, specs, strict=True):
        read(pattern, spec, sizes, free)
    for (argument, _), pattern, spec in zip(asked, patterns, specs, strict=True):
        refusal = refusal_of(pattern, spec, sizes, argument, free)
        if refusal is not None:
            raise error_of(refusal, name, {argument: spec})


class _Kinds:
    """The dtypes and devices that the type variables of a signature stand for: that of the first argument of each."""

    def __init__(self, call: Call, signature: CallableType) -> None:
        self._free = frozenset(signature.variables)
        self._looks_at_devices = branches_on_devices(call.api.path, call.context.line)
        self._found: dict[TypeVarLikeType, tuple[str, str]] = {}
        self.rows: list[str] = []

    def match(self, formal: Type, spec: Spec, argument: str) -> None:
        """Refuse a tensor of another dtype, or on another device, than one before it of the same variable."""
        tensor = tensor_of(formal)
        if tensor is None:
            return
        for place, value in ((1, spec.dtype), (2, None if self._looks_at_devices else spec.device)):
            variable = get_proper_type(tensor.args[place])
            if value is None or not isinstance(variable, TypeVarType) or variable not in self._free:
                continue
            known, first = self._found.setdefault(variable, (value, argument))
            if known == value or (place == 2 and devices_match(known, value)):
                continue
            self.rows.append(f"  {variable.name:<12} {known}, by {first}")
            kind, expected = (DTypeError, known) if place == 1 else (DeviceError, f"on {known}")
            refuse(f"{argument} must be {expected}, got {value}", argument=argument, kind=kind)


def _tensors(call: Call, signature: CallableType) -> Iterator[_Passed]:
    """The parameters that typed tensors are passed for: place, name, what is asked, what comes, and where."""
    for index, (formal, name, actuals) in enumerate(
        zip(signature.arg_types, signature.arg_names, call.formals, strict=True)
    ):
        pattern = pattern_of(formal)
        if pattern is None or len(actuals) != 1:
            continue
        passed = call.passed(actuals[0])
        spec = None if tensor_of(passed.type) is None else spec_of(passed.type)
        if spec is not None:
            yield index, name or "argument", pattern, as_met(call.api, call.context, spec), passed.at


def _with_sizes(
    call: Call, signature: CallableType, matched: list[int], sizes: Mapping[Symbol, Dim], is_vague: bool
) -> CallableType:
    """``signature`` with the sizes found, and the shapes that are matched as they came: mypy does not compute them.

    It would take sizes from what the result is assigned to, too, such as the last in ``y, state = self(y, state)``.
    """
    formals = list(signature.arg_types)
    settled: dict[TypeVarLikeType, Type] = {
        variable: call.dim_type(sizes[symbol_of(variable)])
        for variable in signature.variables
        if isinstance(variable, TypeVarType) and symbol_of(variable) in sizes
    }
    for index in matched:
        passed = call.passed(call.formals[index][0]).type
        formal, actual = tensor_of(formals[index]), tensor_of(passed)
        if formal is None or actual is None:
            continue
        rest = decided_by_rest(signature, formal, actual)
        settled = rest | settled
        if not (rest or is_vague or _is_computed(formal.args[0]) or _is_vague(actual.args[0])):
            continue
        formals[index] = formal.copy_modified(args=[actual.args[0], *formal.args[1:]])
        if isinstance(get_proper_type(passed), UnionType):
            formals[index] = passed
    if not settled and formals == signature.arg_types:
        return signature
    asked = {variable for formal in formals for variable in get_all_type_vars(formal)}
    named = {variable for formal in signature.arg_types for variable in get_all_type_vars(formal)}
    for variable in (named & set(signature.variables)) - asked:
        settled.setdefault(variable, any_type())  # what the shapes that came in its place say nothing of
    return with_settled(signature.copy_modified(arg_types=formals), settled)


def _is_vague(shape: Type) -> bool:
    """Whether a size in ``shape`` is what mypy has joined different ones to, which no parameter asks for."""
    proper = get_proper_type(shape)
    return isinstance(proper, AnyType) or (
        isinstance(proper, TupleType)
        and any(
            isinstance(item, (AnyType, UnionType))
            or (isinstance(item, Instance) and item.type.fullname in {"builtins.int", "builtins.object"})
            for item in map(get_proper_type, proper.items)
        )
    )


def _is_computed(type_: Type) -> bool:
    """Whether a computed size stands somewhere in ``type_``."""
    proper = get_proper_type(type_)
    if isinstance(proper, Instance):
        return proper.type.fullname == SIZE or any(map(_is_computed, proper.args))
    return isinstance(proper, (TupleType, UnionType)) and any(map(_is_computed, proper.items))
