"""Tensors as a notebook shows them, where that is switched on."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from typed_torch._notebook import histogram
from typed_torch._notebook.display import as_html, as_text
from typed_torch._notebook.histogram import Summary, summary_of


@pytest.fixture
def shown(notebook: Any) -> Callable[[Any], dict[str, str]]:
    """What a notebook shows of a value, by kind of text, with histograms on."""
    notebook.run("%typed_torch histograms on")
    return lambda value: notebook.shell.display_formatter.format(value)[0]


class Subclass(torch.Tensor):
    """Somebody else's."""


class WithPage(torch.Tensor):
    """Somebody else's, with a display of its own."""

    def _repr_html_(self) -> str:
        return "theirs"


# Tensors, and what is said of each beside its repr.
SAID: dict[str, tuple[Callable[[], torch.Tensor], str | None]] = {
    "floats": (
        lambda: torch.tensor([0.0, 1, 1, 2]),
        "float32 cpu (4,)\n0 ▄           █          ▄ 2  mean 1, std 0.816",
    ),
    "parameter": (lambda: torch.nn.Parameter(torch.tensor([1.0, 1])), "float32 cpu (2,)\nevery element is 1"),
    "empty": (lambda: torch.zeros(0, 3), "float32 cpu (0, 3)\nno elements"),
    "one element": (lambda: torch.tensor(2.5), "float32 cpu ()"),
    "constant": (lambda: torch.full((3, 2), 0.5), "float32 cpu (3, 2)\nevery element is 0.5"),
    "bool": (lambda: torch.tensor([True, False, True]), "bool cpu (3,)\nFalse ▄█ True  2 True"),
    "few integers": (lambda: torch.tensor([3, 5, 5, 6]), "int64 cpu (4,)\n3 ▄ █▄ 6  mean 4.75, std 1.26"),
    "large integers": (lambda: torch.tensor([0, 2**40]), None),
    "bytes": (lambda: torch.arange(256, dtype=torch.uint8), None),
    "complex": (lambda: torch.tensor([3 + 4j, 0]), None),
    "NaN and inf": (
        lambda: torch.tensor([1.0, float("nan"), float("inf"), -float("inf"), float("inf")]),
        "float32 cpu (5,)\nevery finite element is 1, 1 NaN, 2 inf, 1 -inf, not drawn",
    ),
    "nothing finite": (lambda: torch.full((2,), float("nan")), "float32 cpu (2,)\n2 NaN, not drawn"),
    "the whole range": (lambda: torch.tensor([-1.7e308, 1.7e308], dtype=torch.float64), None),
    "the least there is": (lambda: torch.tensor([0, 5e-324], dtype=torch.float64), None),
    "float8": (lambda: torch.arange(4.0).to(torch.float8_e4m3fn), None),
    "bfloat16": (lambda: torch.arange(4.0, dtype=torch.bfloat16), None),
    "conjugate": (lambda: torch.tensor([1j, 2j]).conj(), None),
    "expanded": (lambda: torch.tensor([1.0]).expand(1 << 15, 1 << 15), None),
    "not contiguous": (lambda: torch.arange(12.0).view(3, 4).t(), None),
    "with a gradient": (lambda: torch.arange(3.0, requires_grad=True) * 2, None),
}


@pytest.mark.parametrize("case", SAID)
def test_what_is_said_beside_torch_s_repr(case: str, shown: Callable[[Any], dict[str, str]]) -> None:
    make, said = SAID[case]
    x = make()
    summary = summary_of(x)
    assert summary is not None
    texts = shown(x)
    assert texts["text/plain"].endswith(f"\n{x!r}")
    assert html.escape(repr(x)) in texts["text/html"]
    assert html.escape(summary.spec) in texts["text/html"]
    assert all(html.escape(note) in texts["text/html"] for note in summary.notes)
    ElementTree.fromstring(texts["text/html"])
    if said is not None:
        assert texts["text/plain"] == f"{said}\n{x!r}"


@pytest.mark.parametrize("case", SAID)
def test_bars_count_every_finite_element_once(case: str) -> None:
    x = SAID[case][0]()
    summary = summary_of(x)
    assert summary is not None
    if summary.counts:
        wide = x.to(torch.complex128).abs() if x.is_complex() else x.double()
        finite = int(wide.isfinite().sum())
        assert sum(summary.counts) == min(
            finite, sum(summary.counts) if x.numel() > histogram.MOST_LOOKED_AT else finite
        )
        assert summary.counts[0] > 0
        assert summary.counts[-1] > 0


LEFT_ALONE: dict[str, Callable[[], Any]] = {
    "subclass": lambda: torch.arange(4.0).as_subclass(Subclass),
    "meta": lambda: torch.zeros(4, device="meta"),
    "sparse": lambda: torch.eye(3).to_sparse(),
    "nested": lambda: torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)], layout=torch.jagged),
    "fake": lambda: FakeTensorMode().from_tensor(torch.zeros(3)),
    "a list": lambda: [torch.arange(4.0)],
    "a dict": lambda: {"x": torch.arange(4.0)},
    "a tuple": lambda: (torch.arange(4.0), 1),
    "no tensor": lambda: 3,
}


@pytest.mark.parametrize("case", LEFT_ALONE)
def test_everything_else_keeps_its_own_repr(case: str, shown: Callable[[Any], dict[str, str]]) -> None:
    value = LEFT_ALONE[case]()
    assert shown(value) == {"text/plain": repr(value)}


def test_a_tensor_under_vmap_or_a_mode_is_left_alone() -> None:
    found = []
    torch.func.vmap(lambda x: (found.append(summary_of(x)), x)[1])(torch.zeros(2, 3))
    x = torch.zeros(3)
    with FakeTensorMode():
        found.append(summary_of(x))
    assert found == [None, None]


def test_a_page_of_a_subclass_is_kept(shown: Callable[[Any], dict[str, str]]) -> None:
    assert shown(torch.zeros(2).as_subclass(WithPage))["text/html"] == "theirs"


def test_of_a_large_tensor_evenly_spaced_elements_are_looked_at_and_that_is_said() -> None:
    for shape in ((3_000_000,), (2, 3, 1_000_003), (1300, 1300), (1,) * 5 + (2**21, 1)):
        x = torch.arange(float(torch.Size(shape).numel())).view(shape)
        summary = summary_of(x)
        assert summary is not None
        looked_at = sum(summary.counts)
        assert histogram.MOST_LOOKED_AT / 4 < looked_at <= histogram.MOST_LOOKED_AT
        assert f"{looked_at:,} of {x.numel():,} elements looked at, evenly spaced" in summary.notes
        # Of a ramp, every bar is as high as any other.
        assert max(summary.counts) < 1.1 * min(summary.counts)


def test_random_numbers_stay_as_they_are(shown: Callable[[Any], dict[str, str]]) -> None:
    x, before = torch.randn(100), torch.get_rng_state()
    shown(x)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_failure_shows_torch_s_repr(shown: Callable[[Any], dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typed_torch._notebook.display.summary_of", lambda x: 1 / 0)
    assert shown(torch.zeros(3)) == {"text/plain": "tensor([0., 0., 0.])"}


def test_it_is_off_until_it_is_switched_on_and_off_again(notebook: Any) -> None:
    plain = "tensor([0, 1])"
    assert notebook.run("torch.arange(2)").endswith(f" {plain}")
    assert notebook.run("%typed_torch") == "histograms off"
    notebook.run("%typed_torch histograms on\n%typed_torch histograms on")
    assert notebook.run("torch.arange(2)").endswith(f"int64 cpu (2,)\n0 ██ 1  mean 0.5, std 0.707\n{plain}")
    assert notebook.run("%typed_torch") == "histograms on"
    notebook.run("%typed_torch histograms off\n%typed_torch histograms off")
    assert notebook.run("torch.arange(2)").endswith(f" {plain}")


def test_another_word_is_a_usage_error(notebook: Any, capsys: pytest.CaptureFixture[str]) -> None:
    notebook.shell.run_cell("%typed_torch histogram of")
    assert "takes `histograms on` or `histograms off`, got `histogram of`" in capsys.readouterr().err


def test_formatters_that_were_there_show_what_ours_do_not_and_come_back(bare: Any) -> None:
    plain, page = (bare.shell.display_formatter.formatters[kind] for kind in ("text/plain", "text/html"))
    plain.for_type(torch.Tensor, lambda x, printer, cycle: printer.text("theirs"))
    page.for_type(torch.Tensor, lambda x: "their page")
    bare.run("%load_ext typed_torch\n%typed_torch histograms on")
    assert bare.run("torch.arange(2)").endswith("tensor([0, 1])")
    assert bare.shell.display_formatter.format(torch.zeros(2, device="meta"))[0] == {
        "text/plain": "theirs",
        "text/html": "their page",
    }
    bare.run("%unload_ext typed_torch")
    assert bare.run("torch.arange(2)").endswith("theirs")


def test_a_formatter_that_came_later_stays(notebook: Any) -> None:
    notebook.run("%typed_torch histograms on")
    plain = notebook.shell.display_formatter.formatters["text/plain"]
    plain.for_type(torch.Tensor, lambda x, printer, cycle: printer.text("theirs"))
    notebook.run("%unload_ext typed_torch")
    assert notebook.run("torch.arange(2)").endswith("theirs")


def test_texts_on_a_page_are_escaped() -> None:
    page = as_html(torch.zeros(2), Summary("<spec>", (1, 2), "<low>", "<high>", ("<note>",)))
    assert not re.search("<(spec|low|high|note)>", page)


def test_bars_are_as_high_as_their_counts() -> None:
    page = as_html(torch.zeros(2), Summary("spec", (1, 0, 4, 2), "0", "3"))
    heights = [float(height) for height in re.findall(r'<rect [^>]* height="([\d.]+)"', page)]
    assert [height / max(heights) for height in heights] == pytest.approx([0.25, 1, 0.5], abs=0.01)
    assert "▂ █▄" in as_text(torch.zeros(2), Summary("spec", (1, 0, 4, 2), "0", "3"))
