"""Context managers of torch's that decorate without brackets: ``@torch.no_grad`` leaves a function as it is.

To mypy, which reads the class and not its ``__new__``, it makes of it an instance that returns what it is given. What
it is given, which mypy does not tell since the class takes nothing, is found again.
"""

from __future__ import annotations

from mypy.checker import TypeChecker
from mypy.nodes import ARG_POS, Decorator, RefExpr, TempNode
from mypy.plugin import FunctionContext
from mypy.types import Type

from typed_torch.mypy_plugin.bindings import imports_us

__all__ = ["DECORATORS", "as_it_is"]

DECORATORS = frozenset(
    f"{module}.{name}" for module in ("torch", "torch.autograd.grad_mode") for name in ("inference_mode", "no_grad")
)


def as_it_is(ctx: FunctionContext) -> Type:
    """The type of the function that one of them decorates; of several, all as the innermost has it."""
    decorated, api = ctx.context, ctx.api
    assert isinstance(api, TypeChecker)
    if not isinstance(decorated, Decorator) or not imports_us(api.tree):
        return ctx.default_return_type
    found: Type = api.function_type(decorated.func)
    for each in reversed(decorated.decorators):
        if isinstance(each, RefExpr) and each.fullname in DECORATORS:
            break
        with api.msg.filter_errors(), api.local_type_map:
            argument = TempNode(found, context=decorated)
            decorator = api.expr_checker.accept(each)
            found = api.expr_checker.check_call(decorator, [argument], [ARG_POS], decorated)[0]
    return found
