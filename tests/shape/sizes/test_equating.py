"""What equations between sizes say of their symbols."""

from __future__ import annotations

import pytest

from typed_torch.shape.sizes import Dim, equated, parse


def dim(text: str | int) -> Dim:
    return parse(text) if isinstance(text, str) else text


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("N", 1)], {"N": 1}),
        ([("2 * N", 6)], {"N": 3}),
        ([("2 * N", 7)], {}),
        ([("N", "M")], {"M": "N"}),
        ([("N", "M"), ("M", "K")], {"M": "N", "K": "N"}),
        ([("N + 3", "2 * M")], {"N": "2 * M - 3"}),
        ([("N * M", "K")], {"K": "N * M"}),
        ([("N // 2", "M")], {"M": "N // 2"}),
        ([("N // 2", 3)], {}),
        ([("N", "N")], {}),
        ([(3, 4)], {}),
        ([("N", 2), ("N", 3)], {"N": 2}),
        ([("M", "N // (K - 1)"), ("K", 1)], {"M": "N // (K - 1)"}),
    ],
)
def test_equations_say_what_symbols_are(
    pairs: list[tuple[str | int, str | int]], expected: dict[str, str | int]
) -> None:
    found = equated((dim(one), dim(other)) for one, other in pairs)
    names = {str(symbol): size for symbol, size in found.items()}
    for symbol, size in expected.items():
        one, other = names.pop(symbol, None), dim(size)
        assert one == other, (symbol, one, other)
    assert not names
