"""Marks in a message of ours: a line of carets under the dimension, dtype or device that does not fit.

A message says in words what is wrong; what the words leave open is not marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["marked"]

_ROW = re.compile(r"  (?P<name>\S.*?) +(?=\[?(?:\w+ [\w:]+ )?\([\d, ]*\))")
_TENSOR = re.compile(r"(?:(?P<dtype>\w+) (?P<device>[\w:]+) )?(?P<shape>\((?:\d+(?:, \d+)*,?)?\))")
_ANNOTATION = re.compile(r"  annotation +.*?\w\[tuple(?=\[)")
_SHAPES = re.compile(
    r"(?P<name>\S+) must have shape (?P<asked>\(.*\))(?:, one value per channel of input)?, got (?P<got>\(.*?\))"
)
_DIMENSION = re.compile(r"(?P<name>\S+) must have .* in dimension (?P<dim>-?\d+)(?: like .*)?, got (?P<got>\d+)")
_BROADCAST = re.compile(r"do not broadcast: \d+ meets \d+ in dimension (?P<dim>-?\d+)")
_MATMUL = re.compile(r"inner dimensions do not match: input has (?P<input>\d+) columns, other has (?P<other>\d+) rows")
_CHANNELS = re.compile(r"num_channels \((?P<size>\d+)\) is not divisible")
_RANK = re.compile(r"(?P<name>\S+) must have (?:at least )?\d+ (?:or \d+ )?dimensions?\b")
_JOINED = re.compile(
    r"tensors must (?:have one rank|agree in every dimension but (?P<axis>\d+)), got (\(.*?\)) and (\(.*?\))"
)
_LETTER = re.compile(r"(?P<name>\S+) must have size \d+ for '.*' as before, got (?P<got>\d+)")
_KIND = re.compile(r"(?P<name>\S+) must be .*, got (?P<got>[\w:]+)$")


def marked(lines: list[str]) -> list[str]:
    """The lines of a message, with lines of carets among them.

    >>> message = ["scale: weight must have shape (6,), got (5,)", "  weight       float32 cpu (5,)"]
    >>> print("\\n".join(marked(message)))
    scale: weight must have shape (6,), got (5,)
      weight       float32 cpu (5,)
                                ^
    """
    headline, *rows = lines
    tensors = {name: (number, match) for number, row in enumerate(rows) for name, match in _tensors(row)}
    spans: dict[int, list[tuple[int, int]]] = {}
    for name, wrong in _wrong(headline, {name: match for name, (_, match) in tensors.items()}):
        number, tensor = tensors[name]
        shape = tensor["shape"]
        if isinstance(wrong, str):
            found = [tensor.span(wrong)]
        elif wrong:
            found = [_span(shape, dim, tensor.start("shape")) for dim in wrong]
            below = number + 1
            asked = _ANNOTATION.match(rows[below]) if below < len(rows) else None
            if asked is not None:
                spans[below] = _in_annotation(rows[below], asked.end(), len(_parts(shape)), wrong)
        else:
            found = [tensor.span("shape")]
        spans.setdefault(number, []).extend(found)
    shown = [headline]
    for number, row in enumerate(rows):
        shown += [row, _carets(spans[number])] if spans.get(number) else [row]
    return shown


def _tensors(row: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Each tensor that ``row`` of a message describes, by its name; those of a list by theirs."""
    named = _ROW.match(row)
    if named is None:
        return
    if row[named.end()] == "[":
        for place, match in enumerate(_TENSOR.finditer(row, named.end())):
            yield f"{named['name']}[{place}]", match
    elif single := _TENSOR.match(row, named.end()):
        yield named["name"], single


def _wrong(headline: str, tensors: dict[str, re.Match[str]]) -> Iterator[tuple[str, list[int] | str]]:
    """Of each tensor at fault, the dimensions that are wrong, none for its rank, or ``dtype`` or ``device``."""
    shapes = {name: _parts(match["shape"]) for name, match in tensors.items()}
    words = headline.partition(": ")[2] or headline
    if match := _SHAPES.match(words):
        name, shape = match["name"], shapes.get(match["name"])
        if shape is not None and shape == _parts(match["got"]):
            dims = _differing(_parts(match["asked"]), shape)
            if dims is not None:
                yield name, dims
    elif match := _DIMENSION.match(words):
        name, dim = match["name"], int(match["dim"])
        shape = shapes.get(name, [])
        if -len(shape) <= dim < len(shape) and shape[dim] == match["got"]:
            yield name, [dim % len(shape)]
    elif match := _BROADCAST.search(words):
        dim = int(match["dim"])
        for name, shape in shapes.items():
            if dim < 0 and -len(shape) <= dim:
                yield name, [len(shape) + dim]
    elif match := _MATMUL.match(words):
        for name, back in (("input", 1), ("other", 2)):
            shape = shapes.get(name, [])
            dim = max(len(shape) - back, 0)
            if shape and shape[dim] == match[name]:
                yield name, [dim]
    elif match := _CHANNELS.match(words):
        for name, shape in shapes.items():
            if len(shape) > 1 and shape[1] == match["size"]:
                yield name, [1]
    elif match := _JOINED.match(words):
        first, second = _parts(match[2]), _parts(match[3])
        dims = [dim for dim in _differing(first, second) or [] if str(dim) != match["axis"]]
        yield from ((name, dims) for name, shape in shapes.items() if shape == second)
    elif match := _LETTER.match(words):
        shape = shapes.get(match["name"], [])
        if shape.count(match["got"]) == 1:
            yield match["name"], [shape.index(match["got"])]
    elif match := _RANK.match(words):
        if match["name"] in shapes:
            yield match["name"], []
    elif (match := _KIND.match(words)) and match["name"] in tensors:
        kinds = [kind for kind in ("dtype", "device") if tensors[match["name"]][kind] == match["got"]]
        if kinds:
            yield match["name"], kinds[0]


def _differing(asked: list[str], shape: list[str]) -> list[int] | None:
    """Where ``shape`` is not as ``asked``; no dimension where the rank is wrong, ``None`` if that cannot be said."""
    many = [place for place, part in enumerate(asked) if part.startswith(("*", "..."))]
    if len(many) > 1:
        return None
    if (len(asked) != len(shape) and not many) or len(asked) - len(many) > len(shape):
        return []
    front = many[0] if many else len(asked)
    back = len(asked) - front - 1 if many else 0
    pairs = [(place, asked[place]) for place in range(front)]
    pairs += [(len(shape) - back + place, asked[front + 1 + place]) for place in range(back)]
    numbers = [place for place, part in pairs if part.isdigit() and part != shape[place]]
    others = [place for place, part in pairs if not part.isdigit() and part != "?"]
    return numbers or (others if len(others) == 1 else None)


def _parts(listed: str) -> list[str]:
    """What stands between the brackets of ``listed``, split at its own commas."""
    return [listed[start:end] for start, end in _spans(listed)]


def _spans(listed: str) -> list[tuple[int, int]]:
    depth, start, found, quote = 0, 1, [], ""
    for place, letter in enumerate(listed):
        if quote or letter in "'\"":
            quote = "" if letter == quote else quote or letter
            continue
        depth += (letter in "([{") - (letter in ")]}")
        if (letter == "," and depth == 1) or depth == 0:
            text = listed[start:place]
            begin = start + len(text) - len(text.lstrip())
            if text.strip():
                found.append((begin, start + len(text.rstrip())))
            start = place + 1
        if depth == 0:
            break
    return found


def _span(listed: str, dim: int, offset: int) -> tuple[int, int]:
    start, end = _spans(listed)[dim]
    return start + offset, end + offset


def _in_annotation(row: str, start: int, rank: int, dims: list[int]) -> list[tuple[int, int]]:
    """The places of ``dims``, of a tensor of ``rank``, in what the annotation asks for in ``tuple[...]``."""
    asked = row[start:]
    parts = _parts(asked)
    if parts == ["()"]:
        return []
    many = [place for place, part in enumerate(parts) if part.startswith(("*", "Unpack[", "typing.")) or part == "..."]
    if len(many) > 1 or (len(parts) != rank and not many):
        return []
    front = many[0] if many else len(parts)
    places = [dim if dim < front else dim - rank + len(parts) for dim in dims]
    return [_span(asked, place, start) for place in places]


def _carets(spans: list[tuple[int, int]]) -> str:
    line = ""
    for start, end in sorted(spans):
        line = line.ljust(start) + "^" * (end - start)
    return line
