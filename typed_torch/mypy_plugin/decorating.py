"""Context managers of torch's that decorate without brackets: ``@torch.no_grad`` leaves a function as it is.

To mypy, which reads the class and not its ``__new__``, it makes of it an instance that returns what it is given.
"""

from __future__ import annotations

from mypy.checker import TypeChecker
from mypy.nodes import Decorator
from mypy.plugin import FunctionContext
from mypy.types import Type

from typed_torch.mypy_plugin.bindings import imports_us

__all__ = ["DECORATORS", "as_it_is"]

DECORATORS = frozenset(
    f"{module}.{name}" for module in ("torch", "torch.autograd.grad_mode") for name in ("inference_mode", "no_grad")
)


def as_it_is(ctx: FunctionContext) -> Type:
    """The type of the function that one of them alone decorates."""
    decorated = ctx.context
    assert isinstance(ctx.api, TypeChecker)
    if not isinstance(decorated, Decorator) or len(decorated.decorators) > 1 or not imports_us(ctx.api.tree):
        return ctx.default_return_type
    return ctx.api.function_type(decorated.func)
