"""Normalization: ``nn.functional.group_norm`` and ``nn.GroupNorm``."""

from __future__ import annotations

from typed_torch.shape import require
from typed_torch.shape.dims import UNKNOWN, Dim, Unknown, product
from typed_torch.shape.rule import advise, refuse, rule
from typed_torch.shape.spec import Spec

ACTIVATIONS = ("silu",)


@rule("nn.functional.group_norm", validates=True)
def group_norm(
    input: Spec,
    num_groups: Dim,
    weight: Spec | None = None,
    bias: Spec | None = None,
    eps: float | Unknown = 1e-5,
    activation: str | Unknown | None = None,
) -> Spec:
    """Keep the shape of ``input``, ``(N, C, *)``, whose ``C`` channels fall into ``num_groups`` equal groups.

    ``input`` is floating point. ``weight`` and ``bias`` are ``(C,)`` on its device, in its dtype or, for a
    half-precision ``input``, both in float32.

    >>> group_norm(Spec((20, 6, 10, 10)), 3).shape
    (20, 6, 10, 10)
    """
    require.rank_at_least(2, "(N, C, *)", input=input)
    require.positive(num_groups=num_groups)
    require.divisible(num_channels=input.dim(1), num_groups=num_groups)
    require.floating(input=input)
    require.per_channel(input.dim(1), input, weight=weight)
    require.per_channel(input.dim(1), input, bias=bias)
    if weight is not None and bias is not None:
        require.same_dtype(weight=weight, bias=bias)
    require.number_not_negative(eps=eps)
    require.one_of(ACTIVATIONS, activation=activation)
    _more_than_one_value(input, num_groups)
    return input


def _more_than_one_value(input: Spec, num_groups: Dim) -> None:
    """A group of one element has no variance: its output is only the bias."""
    elements = product(input.shape[1:])
    if elements is UNKNOWN or num_groups is UNKNOWN or elements != num_groups:
        return
    if input.dim(0) == 1:
        refuse(
            "input must have more than 1 value per group, got 1 sample of 1-element groups",
            argument="num_groups",
            way_out="use fewer groups; the output would be only the bias",
        )
    advise("group_norm", "every group holds 1 element, so the output is only the bias; use fewer groups")


@rule("nn.GroupNorm", pins=("num_channels",), validates=True)
def group_norm_module(
    num_groups: Dim,
    num_channels: Dim,
    eps: float | Unknown = 1e-5,
    activation: str | Unknown | None = None,
) -> None:
    """Hold one weight and one bias for each of ``num_channels`` channels, in ``num_groups`` equal groups.

    >>> group_norm_module(3, 6)
    """
    require.positive(num_groups=num_groups)
    require.not_negative(num_channels=num_channels)
    require.divisible(num_channels=num_channels, num_groups=num_groups)
    require.number_not_negative(eps=eps)
    require.one_of(ACTIVATIONS, activation=activation)


@rule("nn.GroupNorm.forward", pins=("num_channels",), validates=True)
def group_norm_forward(input: Spec, num_channels: Dim) -> Spec:
    """Keep the shape of ``input``, ``(N, num_channels, *)``.

    >>> group_norm_forward(Spec((20, 6, 10, 10)), num_channels=6).shape
    (20, 6, 10, 10)
    """
    require.rank_at_least(2, "(N, C, *)", input=input)
    require.size(num_channels, 1, "num_channels", input=input)
    require.floating(input=input)
    return input
