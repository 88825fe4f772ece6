"""Tensors as a notebook shows them: torch's own repr, and beside it what a ``Summary`` says."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import torch

from typed_torch._notebook.histogram import Summary, summary_of

__all__ = ["ShownTensors", "as_html", "as_text"]

_BLOCKS = " ▁▂▃▄▅▆▇█"
_WIDTH, _HEIGHT = 240, 56


class ShownTensors:
    """Formatters of IPython's for tensors; what is no plain tensor is shown as it was before."""

    def __init__(self, shell: Any) -> None:
        formatters = shell.display_formatter.formatters
        plain, page = formatters["text/plain"], formatters["text/html"]
        self._text_before: Any = plain.for_type(torch.Tensor)
        self._html_before: Any = page.for_type(torch.Tensor)
        # IPython asks a Parameter, which has a `__repr__` of its own, before it asks for printers of tensors.
        installed: list[tuple[Any, type, Any]] = [
            (plain, torch.nn.Parameter, self._text),
            (plain, torch.Tensor, self._text),
            (page, torch.Tensor, self._html),
        ]
        self._installed = [(each, kind, printer, each.type_printers.get(kind)) for each, kind, printer in installed]
        for formatter, kind, printer, _ in self._installed:
            formatter.for_type(kind, printer)

    def remove(self) -> None:
        """Put back the formatters that were there; those that came later stay."""
        for formatter, kind, printer, before in self._installed:
            if formatter.type_printers.get(kind) != printer:
                continue
            if before is None:
                del formatter.type_printers[kind]
            else:
                formatter.type_printers[kind] = before

    def _text(self, x: torch.Tensor, printer: Any, cycle: bool) -> None:
        # One in a list or a dict is shown as ever.
        shown = _safely(as_text, x) if len(printer.stack) == 1 else None
        if shown is None and self._text_before is not None:
            self._text_before(x, printer, cycle)
            return
        for number, line in enumerate((repr(x) if shown is None else shown).splitlines()):
            if number:
                printer.break_()
            printer.text(line)

    def _html(self, x: torch.Tensor) -> str | None:
        shown = _safely(as_html, x)
        if shown is None and self._html_before is not None:
            shown = self._html_before(x)
        of_subclass = getattr(type(x), "_repr_html_", None)  # which a formatter for tensors hides
        return of_subclass(x) if shown is None and of_subclass is not None else shown


def _safely(show: Callable[[torch.Tensor, Summary], str], x: torch.Tensor) -> str | None:
    """``None`` where there is nothing to add to torch's repr, or adding it fails."""
    try:
        summary = summary_of(x)
        return None if summary is None else show(x, summary)
    except Exception:
        return None


def as_text(x: torch.Tensor, summary: Summary) -> str:
    """``x`` in plain text: what it is, a histogram of blocks, and torch's repr."""
    drawn = f"{summary.low} {_blocks(summary.counts)} {summary.high}" if summary.counts else ""
    said = ", ".join(summary.notes)
    return "\n".join(filter(None, (summary.spec, "  ".join(filter(None, (drawn, said))), repr(x))))


def _blocks(counts: tuple[int, ...]) -> str:
    """A letter for each bar; only where nothing is there is nothing."""
    most = max(counts)
    return "".join(_BLOCKS[-(-count * (len(_BLOCKS) - 1) // most)] for count in counts)


def as_html(x: torch.Tensor, summary: Summary) -> str:
    """``x`` as a part of a page: torch's repr, and a histogram to the right of it."""
    notes = "".join(f"<div>{html.escape(note)}</div>" for note in summary.notes)
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:2em;align-items:flex-start">'
        f'<pre style="margin:0">{html.escape(repr(x))}</pre>'
        '<div style="font-family:monospace;font-size:0.9em">'
        f"<div><b>{html.escape(summary.spec)}</b></div>{_bars(summary)}{notes}</div></div>"
    )


def _bars(summary: Summary) -> str:
    """The histogram as SVG, in the colours of the text around it and a blue that is seen on light and dark."""
    if not summary.counts:
        return ""
    width, most = _WIDTH / len(summary.counts), max(summary.counts)
    bars = "".join(
        f'<rect x="{place * width:.1f}" y="{_HEIGHT - height:.1f}" width="{width - 1:.1f}" height="{height:.1f}"/>'
        for place, count in enumerate(summary.counts)
        if count
        for height in (max(count / most * (_HEIGHT - 2), 1),)
    )
    ends = (
        f'<text x="0" y="{_HEIGHT + 14}">{html.escape(summary.low)}</text>'
        f'<text x="{_WIDTH}" y="{_HEIGHT + 14}" text-anchor="end">{html.escape(summary.high)}</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT + 20}" role="img" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT + 20}" font-family="monospace" font-size="11" style="display:block">'
        f'<g fill="#4a90d9">{bars}</g>'
        f'<path d="M0 {_HEIGHT}H{_WIDTH}" stroke="currentColor" stroke-opacity="0.5"/>'
        f'<g fill="currentColor">{ends}</g></svg>'
    )
