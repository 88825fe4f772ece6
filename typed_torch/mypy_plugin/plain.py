"""torch's own tensors that are passed where typed ones are asked for.

mypy finds that itself, and names what it could infer no sizes for: ``expected "Tensor[tuple[Never, Never], ...]"``.
"""

from __future__ import annotations

from mypy.errorcodes import ARG_TYPE
from mypy.nodes import Expression
from mypy.typeops import get_all_type_vars
from mypy.types import CallableType, Instance, get_proper_type

from typed_torch.errors import TensorTypeError
from typed_torch.mypy_plugin.calls import Call
from typed_torch.mypy_plugin.convert import any_type, spec_of, tensor_of
from typed_torch.mypy_plugin.fullnames import TORCH_PARAMETER, TORCH_TENSOR
from typed_torch.mypy_plugin.report import report
from typed_torch.mypy_plugin.settling import with_settled
from typed_torch.shape import Spec

__all__ = ["without_plain"]


class _PlainTensorError(TensorTypeError):
    """mypy's own error, by its code: what is ignored without the plugin is ignored with it."""

    code = ARG_TYPE.code


def without_plain(call: Call, signature: CallableType, name: str) -> CallableType:
    """``signature``, said to be of ``name``, that takes anything where a plain tensor is passed; each is reported."""
    formals = list(signature.arg_types)
    for index, (formal, actuals) in enumerate(zip(formals, call.formals, strict=True)):
        asked = None if tensor_of(formal) is None else spec_of(formal)
        plain = [each for each in actuals if _is_plain(call, each)] if asked is not None else []
        if asked is None or not plain:
            continue
        for argument in plain:
            report(call.api, _error(name, signature.arg_names[index] or "argument", asked), argument)
        formals[index] = any_type()
    if formals == signature.arg_types:
        return signature
    named, asked = (
        {each for type_ in types for each in get_all_type_vars(type_)} for types in (signature.arg_types, formals)
    )
    return with_settled(signature.copy_modified(arg_types=formals), dict.fromkeys(named - asked, any_type()))


def _error(name: str, argument: str, asked: Spec) -> _PlainTensorError:
    is_any = asked == Spec()
    expected = "a typed tensor" if is_any else str(asked)
    way_out = "pass it through tt.as_tensor" if is_any else "annotate it where it comes from, or check it by tt.parse"
    return _PlainTensorError(
        f"{name}: {argument} must be {expected}, got a torch.Tensor, which nothing is known of: {way_out}"
    )


def _is_plain(call: Call, argument: Expression) -> bool:
    """Whether ``argument`` is a tensor of torch's that does not pass for a typed one, as it does beside jaxtyping."""
    passed = get_proper_type(call.passed(argument).type)
    return (
        isinstance(passed, Instance)
        and passed.type.fullname in {TORCH_TENSOR, TORCH_PARAMETER}
        and passed.type.alt_promote is None
    )
