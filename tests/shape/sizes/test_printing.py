"""Sizes are shown as people write them."""

from __future__ import annotations

import pytest

from typed_torch.shape.sizes import parse


@pytest.mark.parametrize(
    "text",
    [
        "64",
        "0",
        "H",
        "H // 2",
        "2 * (H // 2)",
        "C * H * W",
        "4 * C",
        "H - 1",
        "1 - H",
        "-H",
        "-4 * H",
        "-(H // 2)",
        "H + W",
        "H + W - 2",
        "2 * H + 1",
        "W - H",
        "H * W + C",
        "H // 2 + 1",
        "H // 2 - 1",
        "(H + 1) // 2",
        "(H - 1) // 2",
        "(H - 3) // 2",
        "W - H // 2",
        "2 * N // 3",
        "C * H // W",
        "N // (2 * M)",
        "N // (M + 1)",
        "W * (H // 2)",
        "(H // 2) * (W // 2)",
        "D % heads",
        "2 * (N % 3)",
        "(N + 1) % 3",
        "W - H % 2",
        "D - D // heads",
        "heads * (D // heads)",
        "max(H, W)",
        "max(H, 1)",
        "min(H // 2, W) + 1",
        "2 * max(H, W)",
        "max(H, 1) // 2",
        "max(H, 1) % 3",
        "min(max(H, 2), 8)",
        "H // max(W, 1)",
        "H * max(W // 2, 1)",
        "(H // 2 + W // 2) // 2",
        "(N // 2) // (N // 2)",
        "(H % W) // (N - 1)",
    ],
)
def test_what_people_write_is_shown_as_they_wrote_it(text: str) -> None:
    assert str(parse(text)) == text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("W*H*C", "C * H * W"),
        ("1 + H", "H + 1"),
        ("W + H", "H + W"),
        ("H // 2 * 2", "2 * (H // 2)"),
        ("H - H // 2 * 2", "H % 2"),
        ("H // 2 // 2", "H // 4"),
        ("2 + (H - 7) // 3", "(H - 1) // 3"),
        ("C + C * H + 3 + H // 2", "C * H + C + H // 2 + 3"),
        ("-1 * (H + W)", "-H - W"),
    ],
)
def test_the_order_does_not_depend_on_how_a_size_came_about(written: str, shown: str) -> None:
    assert str(parse(written)) == shown
