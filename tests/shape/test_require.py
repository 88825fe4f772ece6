"""What rules ask of sizes that are not numbers yet: they refuse what no sizes make right."""

from __future__ import annotations

import pytest

from typed_torch.shape import UNKNOWN, Refusal, Spec, Symbol, require
from typed_torch.shape.dims import Dim

C, H = Symbol("C"), Symbol("H")


@pytest.mark.parametrize(
    ("channels", "groups", "message"),
    [
        (6, 4, r"num_channels \(6\) is not divisible by num_groups \(4\)"),
        (2 * C + 1, 2, r"num_channels \(2 \* C \+ 1\) is not divisible by num_groups \(2\)"),
        (4 * C + 2, 4, r"num_channels \(4 \* C \+ 2\) is not divisible by num_groups \(4\)"),
        (C * H + 1, C + C * H, None),
        (C, 32, None),
        (2 * C, 32, None),
        (64, C, None),
        (C, C, None),
        (C // 2, H, None),
        (UNKNOWN, 32, None),
        (C, UNKNOWN, None),
    ],
)
def test_divisible(channels: Dim, groups: Dim, message: str | None) -> None:
    if message is None:
        require.divisible(num_channels=channels, num_groups=groups)
    else:
        with pytest.raises(Refusal, match=message):
            require.divisible(num_channels=channels, num_groups=groups)


@pytest.mark.parametrize("size", [0, -1, -C, -(C // 2), C % 2 - 2])
def test_what_is_never_positive_is_refused(size: Dim) -> None:
    with pytest.raises(Refusal, match="stride must be positive, got"):
        require.positive(stride=size)


@pytest.mark.parametrize("size", [-1, -C - 1, C % 2 - 2])
def test_what_is_always_negative_is_refused(size: Dim) -> None:
    with pytest.raises(Refusal, match="padding must not be negative, got"):
        require.not_negative(padding=size)


@pytest.mark.parametrize("size", [1, C, C - 4, C // 2, 4 - C, UNKNOWN])
def test_what_may_be_positive_is_not(size: Dim) -> None:
    require.positive(stride=size)
    require.not_negative(padding=size)


def test_a_size_that_is_computed_is_compared_with_what_is_expected() -> None:
    spec = Spec((2, (C + 1) // 2))
    require.size((C - 1) // 2 + 1, 1, "num_channels", input=spec)
    with pytest.raises(Refusal, match=r"input must have num_channels \(C // 2\) in dimension 1, got \(C \+ 1\) // 2"):
        require.size(C // 2, 1, "num_channels", input=spec)
