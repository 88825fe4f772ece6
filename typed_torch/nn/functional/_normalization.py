"""``group_norm``."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any, Literal, TypedDict

import torch

from typed_torch._compiling import natively, refuse_type
from typed_torch._facade import is_traced, remember, validate
from typed_torch._tracebacks import hide_frames
from typed_torch.errors import TensorTypeError
from typed_torch.ops._group_norm import group_norm as operation
from typed_torch.ops._group_norm import lowering
from typed_torch.shape import RULES
from typed_torch.shape.arguments import check_options

__all__ = ["GroupNormOptions", "GroupNormSettings", "group_norm"]


class GroupNormSettings(TypedDict, total=False):
    """The options of ``group_norm`` that hold no tensor."""

    eps: float
    activation: Literal["silu"] | None


class GroupNormOptions(GroupNormSettings, total=False):
    """Every option of ``group_norm``; ``weight`` and ``bias`` are ``(C,)``."""

    weight: torch.Tensor | None
    bias: torch.Tensor | None


_RULE = RULES["nn.functional.group_norm"]
_OPTIONS = _RULE.optional
_EPS = float("1e-5")
_check_options = natively(check_options)
_is_compiling = torch.compiler.is_dynamo_compiling
_lowerings: dict[Hashable, Callable[..., torch.Tensor]] = {}


def group_norm(
    input: torch.Tensor,
    num_groups: int,
    weight: Any = None,
    bias: torch.Tensor | None = None,
    eps: float = _EPS,
    options: GroupNormOptions | None = None,
    *,
    activation: Literal["silu"] | None = None,
) -> torch.Tensor:
    r"""Normalize each sample over equal groups of its channels, as in `Group Normalization
    <https://arxiv.org/abs/1803.08494>`_ and :func:`torch.nn.functional.group_norm`.

    .. math:: y = \frac{x - \mathrm{E}[x]}{\sqrt{\mathrm{Var}[x] + \epsilon}} \cdot \gamma + \beta

    with mean and biased variance taken over each group of ``C / num_groups`` channels of one sample.

    Args:
        input: ``(N, C, *)``, floating point.
        num_groups: how many groups the ``C`` channels fall into; divides ``C``.
        weight: ``(C,)``, multiplied channel by channel, in the dtype of ``input`` or, for a half-precision
            ``input``, in float32. Default: none. The options may stand here too, as in
            ``group_norm(x, 32, {"weight": w})``.
        bias: ``(C,)``, added channel by channel. Default: none.
        eps: added to the variance; finite, 0 or more. Default: ``1e-5``.
        options: any of ``weight``, ``bias``, ``eps`` and ``activation``, each given only once.
        activation: ``"silu"`` applies :func:`torch.nn.functional.silu` to the result. Default: none.

    Returns:
        A tensor with the shape, dtype, device and memory format of ``input``, under autocast too.

    Raises:
        ShapeError: fewer than 2 dimensions, channels that ``num_groups`` does not divide, a weight or bias
            that is not ``(C,)``, or one sample whose groups hold one element.
        DTypeError: ``input`` is not floating point, or a parameter has another dtype.
        DeviceError: a parameter is on another device.
        ArgumentTypeError: an argument of the wrong type, an unknown option, or one given twice.
        ArgumentValueError: ``eps`` negative or not finite, or an unknown activation.

    >>> x = torch.randn(20, 6, 10, 10)
    >>> group_norm(x, 3).shape
    torch.Size([20, 6, 10, 10])
    """
    try:
        key: Hashable = None
        if options is None and not _is_compiling():
            try:
                # The keys of `_facade.facade`, spelled out: a call for each would cost more than the look-up saves.
                key = (
                    input.__class__, input.shape, input.dtype, input.device, num_groups, num_groups.__class__,
                    weight is None or (weight.shape, weight.dtype, weight.device),
                    bias is None or (bias.shape, bias.dtype, bias.device),
                    eps, eps.__class__, activation,
                )  # fmt: skip
                lower = _lowerings[key]
            except KeyError:
                pass
            except (TypeError, AttributeError):  # symbolic sizes, options in the place of weight, or a mistake
                key = None
            else:
                return lower(input, num_groups, weight, bias, eps)
        if _is_compiling() and _is_default(eps):
            eps = 1e-5  # with dynamic shapes, dynamo makes the default an input of the graph
        if options is not None or isinstance(weight, dict):
            weight, bias, eps, activation = _with_options(weight, bias, eps, options, activation)
        lower = _validated(input, num_groups, weight, bias, eps, activation)
        if key is not None:  # so that no compiled graph depends on what is remembered
            remember(_lowerings, key, lower)
        return lower(input, num_groups, weight, bias, eps)
    except TensorTypeError as error:
        hide_frames(error)
        raise


def _is_default(eps: float) -> bool:
    """Whether ``eps`` was left out; the compiler sees only its value."""
    return eps == 1e-5 if _is_compiling() else eps is _EPS


def _validated(
    input: torch.Tensor,
    num_groups: int,
    weight: Any,
    bias: torch.Tensor | None,
    eps: float,
    activation: str | None,
) -> Callable[..., torch.Tensor]:
    """Validate a call, and say how to lower it."""
    if is_traced(input, weight, bias):
        return partial(operation, activation=activation)
    validate(_RULE, input=input, num_groups=num_groups, weight=weight, bias=bias, eps=eps, activation=activation)
    return lowering(input, weight, bias, activation)


def _with_options(
    weight: Any, bias: Any, eps: float, options: Any, activation: str | None
) -> tuple[Any, Any, float, Any]:
    """The four options, taken from the arguments and from ``options``."""
    if isinstance(weight, Mapping):
        if options is not None:
            refuse_type("group_norm", "weight", "a Tensor or None", "a second dict of options")
        weight, options = None, weight
    if not isinstance(options, Mapping):
        refuse_type("group_norm", "options", "a dict of options", type(options).__name__)
    given = {
        name: value
        for name, value in (("weight", weight), ("bias", bias), ("eps", eps), ("activation", activation))
        if value is not None and not (name == "eps" and _is_default(eps))
    }
    _check_options("group_norm", tuple(given), tuple(options), _OPTIONS)
    merged = {**given, **options}
    return merged.get("weight"), merged.get("bias"), merged.get("eps", eps), merged.get("activation")
