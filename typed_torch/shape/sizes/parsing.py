"""Sizes from text: ``"H // 2"``, ``"4 * (W - 1) + K"``, ``"max(H, 1) % 3"``. Nothing is ever evaluated as Python.

sum      = product { ("+" | "-") product }
product  = factor { ("*" | "//" | "%") factor }
factor   = "-" factor | "+" factor | number | name | ("min" | "max") "(" sum { "," sum } ")" | "(" sum ")"
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple, NoReturn

from typed_torch.shape.sizes.size import UNKNOWN, Dim, Symbol, Unknown, maximum, minimum

__all__ = ["SizeSyntaxError", "names_in", "parse"]

LONGEST_TEXT: Final = 500
LONGEST_NUMBER: Final = 18
DEEPEST: Final = 40

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<mixed>[0-9]+[^\W\d]\w*) | (?P<number>[0-9]+) | (?P<name>[^\W\d]\w*) | (?P<mark>//|\*\*|->|.))""",
    re.DOTALL | re.VERBOSE,
)
_FUNCTIONS: Final = {"min": minimum, "max": maximum}
_WAYS_OUT: Final = {
    "/": "sizes are whole numbers: write //",
    "**": "write the product, such as H * H",
    ".": "a size is made of whole numbers and names",
    "^": "write the product, such as H * H",
}


class SizeSyntaxError(ValueError):
    """A text is no size.

    Attributes:
        text: the text.
        column: where in it, from 0.
        problem: what is wrong there, and the way out.
    """

    def __init__(self, text: str, column: int, problem: str) -> None:
        shown = text if len(text) <= 60 else text[:57] + "..."
        super().__init__(f"size {shown!r}, column {column + 1}: {problem}")
        self.text = text
        self.column = column
        self.problem = problem

    def __reduce__(self) -> tuple[type[SizeSyntaxError], tuple[str, int, str]]:
        return type(self), (self.text, self.column, self.problem)


def parse(text: str, names: Mapping[str, Dim] | None = None) -> Dim:
    """The size that ``text`` says, in normal form.

    ``names`` are the sizes it may name; without them every name is a ``Symbol`` of no scope. The result is ``UNKNOWN``
    if one of them is.

    >>> str(parse("4 * (H - 1) + K"))
    '4 * H + K - 4'

    Raises:
        SizeSyntaxError: it is malformed, names no size of ``names``, divides by 0, or is too long, deep or large.
    """
    return _Parser(text, names).whole()


@lru_cache(4096)
def names_in(text: str) -> tuple[str, ...]:
    """The names in ``text``, in the order they come first; empty where ``parse`` would refuse it."""
    try:
        parse(text)
    except SizeSyntaxError:
        return ()
    named = (token.value for token in _tokens(text) if token.kind == "name" and token.value not in _FUNCTIONS)
    return tuple(dict.fromkeys(named))


class _Token(NamedTuple):
    kind: str
    value: str
    column: int


def _tokens(text: str) -> list[_Token]:
    if len(text) > LONGEST_TEXT:
        raise SizeSyntaxError(
            text,
            LONGEST_TEXT,
            f"it is {len(text)} characters long, of {LONGEST_TEXT}: name parts of it with type variables",
        )
    tokens = []
    position, end = 0, len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        assert found is not None
        assert found.lastgroup is not None
        tokens.append(_Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup)))
        position = found.end()
    return [*tokens, _Token("end", "", end)]


class _Parser:
    def __init__(self, text: str, names: Mapping[str, Dim] | None) -> None:
        self.text = text
        self.names = names
        self.tokens = _tokens(text)
        self.position = 0
        self.depth = 0
        self.unknown_names = False

    def whole(self) -> Dim:
        if len(self.tokens) == 1:
            self.fail(self.tokens[0], "it is empty: write a size, such as H // 2")
        size = self.sum()
        if self.token.kind != "end":
            self.unexpected("an operator: + - * // %")
        return size

    @property
    def token(self) -> _Token:
        return self.tokens[self.position]

    def take(self, *marks: str) -> _Token | None:
        """The next token, if it is one of ``marks``."""
        token = self.token
        if token.kind != "mark" or token.value not in marks:
            return None
        self.position += 1
        return token

    def sum(self) -> Dim:
        total = self.product()
        while operator := self.take("+", "-"):
            term = self.product()
            total = self.within_limits(operator, total + term if operator.value == "+" else total - term)
        return total

    def product(self) -> Dim:
        total = self.factor()
        while operator := self.take("*", "//", "%"):
            at = self.token
            factor = self.factor()
            if operator.value == "*":
                total = self.within_limits(operator, total * factor)
            elif not isinstance(factor, Unknown) and factor == 0:
                self.fail(at, f"{operator.value} divides by 0")
            else:
                total = self.within_limits(operator, total // factor if operator.value == "//" else total % factor)
        return total

    def factor(self) -> Dim:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(self.token, f"it is nested deeper than {DEEPEST}: name parts of it with type variables")
        size = self.unnested_factor()
        self.depth -= 1
        return size

    def unnested_factor(self) -> Dim:
        if self.take("-"):
            return -self.factor()
        if self.take("+"):
            return self.factor()
        if opened := self.take("("):
            size = self.sum()
            self.close(opened)
            return size
        token = self.token
        if token.kind == "number":
            self.position += 1
            if len(token.value) > LONGEST_NUMBER:
                self.fail(token, f"a number has at most {LONGEST_NUMBER} digits, got {len(token.value)}")
            return int(token.value)
        if token.kind == "name":
            self.position += 1
            return self.call(token) if token.value in _FUNCTIONS and self.is_next("(") else self.named(token)
        self.unexpected("a number, a name or (")

    def is_next(self, mark: str) -> bool:
        return self.token.kind == "mark" and self.token.value == mark

    def call(self, name: _Token) -> Dim:
        opened = self.token
        self.position += 1
        arguments = [self.sum()]
        while self.take(","):
            arguments.append(self.sum())
        self.close(opened)
        if len(arguments) == 1:
            self.fail(name, f"{name.value} takes 2 sizes or more, got 1")
        function: Callable[..., Dim] = _FUNCTIONS[name.value]
        return self.within_limits(name, function(*arguments))

    def close(self, opened: _Token) -> None:
        if not self.take(")"):
            self.unexpected(f") for the ( in column {opened.column + 1}")

    def named(self, token: _Token) -> Dim:
        if self.is_next("("):
            self.fail(token, f"there is no function {token.value}: min and max are the ones")
        if self.names is None:
            return Symbol(token.value)
        if token.value not in self.names:
            close = difflib.get_close_matches(token.value, self.names, 1, 0.5)
            known = f"choose from {', '.join(self.names)}" if self.names else "there are none here"
            self.fail(token, f"no size is named {token.value}: " + (f"did you mean {close[0]}?" if close else known))
        size = self.names[token.value]
        self.unknown_names = self.unknown_names or size is UNKNOWN
        return size

    def within_limits(self, at: _Token, size: Dim) -> Dim:
        """``size``, which is unknown though all names are known only if it passed a limit."""
        if size is UNKNOWN and not self.unknown_names:
            self.fail(at, "it grows too large to compute with: name parts of it with type variables")
        return size

    def unexpected(self, expected: str) -> NoReturn:
        token = self.token
        got = f"got {token.value!r}" if token.value else "it ends"
        way_out = f": {_WAYS_OUT[token.value]}" if token.value in _WAYS_OUT else ""
        if token.kind == "mixed":
            name = token.value.lstrip("0123456789")
            way_out = f": a product is written {token.value.removesuffix(name)} * {name}"
        self.fail(token, f"expected {expected}, {got}{way_out}")

    def fail(self, token: _Token, problem: str) -> NoReturn:
        raise SizeSyntaxError(self.text, token.column, problem)
