"""Sizes from text, and the errors of texts that say none."""

from __future__ import annotations

import pickle

import pytest

from typed_torch.shape.sizes import UNKNOWN, Dim, SizeSyntaxError, Symbol, maximum, minimum, names_in, parse

H, W, K = map(Symbol, "HWK")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("64", 64),
        ("H", H),
        ("H // 2", H // 2),
        ("4 * (W - 1) + K", 4 * W + K - 4),
        ("max(H, 1) % 3", maximum(H, 1) % 3),
        ("min(H, W, 4)", minimum(H, W, 4)),
        ("2 + 3 * 4", 14),
        ("20 // 3 % 4 * 5", 10),
        ("H - W - K", H - (W + K)),
        ("-H // 2", (-H) // 2),
        ("-(H // 2)", -(H // 2)),
        ("- -+H", H),
        ("-7 // 2", -4),
        ("  H\t//\n2 ", H // 2),
        ("H//2*2", H // 2 * 2),
        ("max", Symbol("max")),
        ("größe_1 + _x", Symbol("größe_1") + Symbol("_x")),
    ],
)
def test_texts_are_read_with_the_precedence_of_python(text: str, expected: Dim) -> None:
    assert parse(text) == expected


def test_names_are_looked_up() -> None:
    assert parse("H // 2 + W", {"H": 9, "W": Symbol("W", "f")}) == Symbol("W", "f") + 4
    assert parse("H // 2", {"H": UNKNOWN}) is UNKNOWN
    assert parse("4 * H", {"H": UNKNOWN, "W": 3}) is UNKNOWN


def test_the_names_in_a_text_come_in_their_order() -> None:
    assert names_in("W + max(H, W) // K") == ("W", "H", "K")
    assert names_in("64") == names_in("H //") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "size '', column 1: it is empty: write a size, such as H // 2"),
        ("H /2", "size 'H /2', column 3: expected an operator: + - * // %, got '/': sizes are whole numbers: write //"),
        (
            "H**2",
            "size 'H**2', column 2: expected an operator: + - * // %, got '**': write the product, such as H * H",
        ),
        ("2H", "size '2H', column 1: expected a number, a name or (, got '2H': a product is written 2 * H"),
        ("H W", "size 'H W', column 3: expected an operator: + - * // %, got 'W'"),
        ("H +", "size 'H +', column 4: expected a number, a name or (, it ends"),
        ("(H + 1", "size '(H + 1', column 7: expected ) for the ( in column 1, it ends"),
        ("H + 1)", "size 'H + 1)', column 6: expected an operator: + - * // %, got ')'"),
        (
            "H.shape",
            "size 'H.shape', column 2: expected an operator: + - * // %, got '.': "
            "a size is made of whole numbers and names",
        ),
        ("H // (2 - 2)", "size 'H // (2 - 2)', column 6: // divides by 0"),
        ("H % 0", "size 'H % 0', column 5: % divides by 0"),
        ("max(H)", "size 'max(H)', column 1: max takes 2 sizes or more, got 1"),
        ("abs(H)", "size 'abs(H)', column 1: there is no function abs: min and max are the ones"),
        ("1" * 30, f"size '{'1' * 30}', column 1: a number has at most 18 digits, got 30"),
        (
            "(" * 50,
            f"size '{'(' * 50}', column 41: it is nested deeper than 40: name parts of it with type variables",
        ),
        (
            "*".join("H" * 30),
            f"size '{'*'.join('H' * 30)}', column 48: "
            "it grows too large to compute with: name parts of it with type variables",
        ),
        (
            "H" * 501,
            f"size '{'H' * 57}...', column 501: "
            "it is 501 characters long, of 500: name parts of it with type variables",
        ),
    ],
)
def test_what_is_no_size_is_refused_where_it_is_wrong(text: str, message: str) -> None:
    with pytest.raises(SizeSyntaxError) as caught:
        parse(text)
    assert str(caught.value) == message
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.column) == (message, caught.value.column)
    assert names_in(text) == ()


@pytest.mark.parametrize(
    ("text", "names", "message"),
    [
        ("hieght // 2", {"height": H, "width": W}, "column 1: no size is named hieght: did you mean height?"),
        ("H // Q", {"H": H, "W": W}, "column 6: no size is named Q: choose from H, W"),
        ("H", {}, "column 1: no size is named H: there are none here"),
    ],
)
def test_a_name_that_is_no_size_is_refused(text: str, names: dict[str, Dim], message: str) -> None:
    with pytest.raises(SizeSyntaxError, match="column") as caught:
        parse(text, names)
    assert str(caught.value).endswith(message)


@pytest.mark.parametrize("text", ["__import__('os')", "H if H else W", "[H]", "lambda: H", "H;W", "H\\", "'H'", "H\0"])
def test_nothing_else_of_python_is_understood(text: str) -> None:
    with pytest.raises(SizeSyntaxError):
        parse(text)
