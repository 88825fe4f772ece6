"""Tensors that a module holds and whose class calls them plain ones, or says nothing of them: as they are made.

``mask: torch.Tensor`` in a class is how mypy is told that a registered buffer is no module.
"""

from __future__ import annotations

from mypy.expandtype import expand_type_by_instance
from mypy.maptype import map_instance_to_supertype
from mypy.nodes import TypeInfo
from mypy.plugin import AttributeContext
from mypy.types import Instance, Type

from typed_torch.mypy_plugin.bindings import Bound, bindings_of, is_changed, is_rebound
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type, tensor_of
from typed_torch.mypy_plugin.modules import of_receiver

__all__ = ["held_as_made"]


def held_as_made(name: str, ctx: AttributeContext, owner: Instance) -> Type | None:
    """What ``owner`` holds as ``name``, on the device of its module; ``None`` where it may be another tensor."""
    call = Call(ctx)
    info = next((each for each in owner.type.mro if _values(call, each, name)), None)
    values = [] if info is None or is_changed(call.api, name) else _values(call, info, name)
    value = values[0].value if len(values) == 1 and values[0].index is None else None
    known = None if value is None or is_rebound(call.api, ctx.context) else call.api.lookup_type_or_none(value)
    tensor = None if known is None else tensor_of(known)
    if tensor is None or info is None:
        return None
    of_object = expand_type_by_instance(tensor, map_instance_to_supertype(owner, info))
    assert isinstance(of_object, Instance)
    return of_receiver(name, ctx, of_object.copy_modified(args=[*of_object.args[:2], any_type()]))


def _values(call: Call, info: TypeInfo, name: str) -> list[Bound]:
    """What ``info`` binds the attribute to, in this file."""
    return [bound for bound in bindings_of(call.api.tree).get((info, name), []) if bound.is_of_another]
