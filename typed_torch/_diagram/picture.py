"""The picture: four blocks of samples, channels and positions, in SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from typed_torch._diagram.sharing import Drawn, Sharing, spatial_names

__all__ = ["picture"]

# A cell from the front, and how far the next sample is shifted to the right and up.
_CELL, _SHIFT = 18, 10
_LEFT, _TOP, _GAP = 34, 50, 30
_NARROWEST = 200
# Paper of its own, so that it is as legible on a dark page.
_PAPER, _INK, _LINE = "#ffffff", "#222222", "#666666"
_SHARED = {"front": "#5b9bd5", "top": "#86b8e6", "side": "#3d7ab3"}
_OTHERS = {"front": "#fbfbfb", "top": "#efefef", "side": "#dddddd"}

_Corner = tuple[float, float]


def picture(shape: Sequence[int], num_groups: int, sharings: Sequence[Sharing], drawn: Drawn) -> str:
    """The blocks side by side, in blue the cells that share a mean with the first one."""
    wide = drawn.channels * _CELL + drawn.samples * _SHIFT
    high = drawn.positions * _CELL + drawn.samples * _SHIFT
    step = max(wide + _LEFT, _NARROWEST) + _GAP
    notes = [
        f"{tuple(shape)}, num_groups {num_groups}: blue cells share one mean and one variance",
        drawn.note(tuple(shape)),
    ]
    width = step * len(sharings) + 10
    height = _TOP + high + 34 + 16 * sum(map(bool, notes))
    blocks = "".join(
        f'<g transform="translate({12 + place * step} 0)">{_block(sharing, shape, drawn)}</g>'
        for place, sharing in enumerate(sharings)
    )
    below = "".join(
        f'<text x="12" y="{height - 12 - 16 * (len(said) - 1 - line)}">{note}</text>'
        for said in ([note for note in notes if note],)
        for line, note in enumerate(said)
    )
    described = "; ".join(f"{sharing.norm}: {sharing.words}" for sharing in sharings)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" style="max-width:100%;height:auto" font-family="sans-serif" font-size="12">'
        f"<title>{described}</title>"
        f'<rect width="{width}" height="{height}" rx="6" fill="{_PAPER}"/>'
        f'<g fill="{_INK}">{blocks}{below}</g></svg>'
    )


def _block(sharing: Sharing, shape: Sequence[int], drawn: Drawn) -> str:
    front_top = _TOP + drawn.samples * _SHIFT
    bottom = front_top + drawn.positions * _CELL
    middle = front_top + drawn.positions * _CELL / 2
    space = ", ".join(spatial_names(len(shape)))
    number = "1 mean" if sharing.means == 1 else f"{sharing.means:,} means"
    elements = "1 element" if sharing.elements == 1 else f"{sharing.elements:,} elements"
    texts = [
        f'<text x="0" y="18" font-size="14" font-weight="bold">{sharing.norm.title()}</text>',
        f'<text x="0" y="35">{number} of {elements}</text>',
        f'<text x="{_LEFT + drawn.channels * _CELL / 2:g}" y="{bottom + 15}" text-anchor="middle">'
        f"C = {shape[1]:,}</text>",
        f'<text x="{_LEFT + drawn.samples * _SHIFT / 2 - 12:g}" y="{_TOP + drawn.samples * _SHIFT / 2 + 2:g}" '
        f'text-anchor="end">N = {shape[0]:,}</text>',
    ]
    if space:
        texts.append(
            f'<text transform="translate({_LEFT - 8} {middle:g}) rotate(-90)" text-anchor="middle" '
            f'font-size="11">{space}</text>'
        )
    paths = []
    for is_shared, colours in ((False, _OTHERS), (True, _SHARED)):
        for face, colour in colours.items():
            cells = "".join(_outline(corners) for corners in _cells(face, sharing, drawn, is_shared))
            if cells:
                paths.append(f'<path d="{cells}" fill="{colour}"/>')
    return f'<g stroke="{_LINE}" stroke-width="0.8" stroke-linejoin="round">{"".join(paths)}</g>{"".join(texts)}'


def _outline(corners: Sequence[_Corner]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in corners) + "Z"


def _cells(face: str, sharing: Sharing, drawn: Drawn, is_shared: bool) -> Iterator[list[_Corner]]:
    """The corners of the cells of one face that share a mean with the first cell, or do not."""
    samples, channels, positions = (range(size) for size in (drawn.samples, drawn.channels, drawn.positions))
    if face == "front":
        cells = [(0, c, p) for c in channels for p in positions]
        sides = [(0, 0, 0), (0, 1, 0), (0, 1, 1), (0, 0, 1)]
    elif face == "top":
        cells = [(n, c, 0) for n in samples for c in channels]
        sides = [(0, 0, 0), (0, 1, 0), (1, 1, 0), (1, 0, 0)]
    else:
        cells = [(n, drawn.channels - 1, p) for n in samples for p in positions]
        sides = [(0, 1, 0), (1, 1, 0), (1, 1, 1), (0, 1, 1)]
    for n, c, p in cells:
        if drawn.shares(sharing, n, c) is is_shared:
            yield [_corner(n + dn, c + dc, p + dp, drawn) for dn, dc, dp in sides]


def _corner(n: int, c: int, p: int, drawn: Drawn) -> _Corner:
    x = _LEFT + c * _CELL + n * _SHIFT
    y = _TOP + (drawn.samples - n) * _SHIFT + p * _CELL
    return x, y
