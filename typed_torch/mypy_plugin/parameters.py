"""What modules own beside other modules: parameters and buffers. None claims a device: ``model.cuda()`` moves it."""

from __future__ import annotations

from mypy.checker import TypeChecker
from mypy.plugin import AttributeContext, FunctionContext
from mypy.types import Instance, Type, get_proper_type

from typed_torch.mypy_plugin.bindings import imports_us, is_rebound
from typed_torch.mypy_plugin.buffers import held_as_made
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type, optional_as, tensor_of
from typed_torch.mypy_plugin.fullnames import PARAMETER, module_path
from typed_torch.mypy_plugin.holders import named_module
from typed_torch.mypy_plugin.modules import config_of
from typed_torch.mypy_plugin.walking import is_assigned
from typed_torch.shape import RULES, Rule
from typed_torch.shape.dims import fixed_rank

__all__ = ["attribute_of_module", "parameter"]


def parameter(ctx: FunctionContext) -> Type:
    """``nn.Parameter(torch.zeros(4))`` with the shape and dtype of what it is made of."""
    call, given = Call(ctx), next((each for of_formal in ctx.args for each in of_formal), None)
    tensor = None if given is None else tensor_of(call.passed(given).type)
    if tensor is None or is_rebound(call.api, ctx.context):
        return ctx.default_return_type
    return call.named(PARAMETER, *tensor.args[:2], any_type())


def attribute_of_module(name: str, ctx: AttributeContext) -> Type:
    """``weight`` or ``bias`` of a module of torch's, or what a module of the user's registers as a buffer."""
    assert isinstance(ctx.api, TypeChecker)
    owner = get_proper_type(ctx.type)
    if is_assigned(ctx) or not isinstance(owner, Instance) or not imports_us(ctx.api.tree):
        return ctx.default_attr_type
    held = named_module(name, owner)
    if held is not None:
        return held
    rule = RULES.get(f"{module_path(owner.type.fullname)}.{name}")
    return _buffer(name, ctx, owner) if rule is None else _parameter_of(owner, rule, ctx)


def _parameter_of(module: Instance, rule: Rule, ctx: AttributeContext) -> Type:
    config, default = config_of(module), ctx.default_attr_type
    given = {name: value for name, value in (config or {}).items() if name in rule.signature.parameters}
    if not given.keys() >= set(rule.required):
        return default
    shape = rule(**given).shape
    if fixed_rank(shape) is None:
        return default
    call = Call(ctx)
    return optional_as(default, call.shaped(call.named(PARAMETER, any_type(), any_type(), any_type()), shape))


def _buffer(name: str, ctx: AttributeContext, owner: Instance) -> Type:
    """A registered buffer."""
    return held_as_made(name, ctx, owner) or ctx.default_attr_type
