"""``tt.diagram``: the numbers are those of torch's own normalizations, and the picture shows them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import typed_torch as tt
from typed_torch._diagram.sharing import Sharing

SHAPES = [
    ((2, 6), 3), ((3, 4), 2), ((2, 6, 3), 1), ((2, 6, 3), 6), ((20, 256, 28, 28), 32), ((1, 1, 1), 1),
    ((5, 12, 2, 2, 2), 4), ((1, 2, 2, 2, 2, 2), 2),
]  # fmt: skip


def _reachable(norm: str, shape: tuple[int, ...], num_groups: int) -> torch.Tensor:
    """Which elements of ``x`` the first element of torch's own normalization of it depends on."""
    x = torch.randn(shape, dtype=torch.float64, requires_grad=True)
    functional = torch.nn.functional
    y = {
        "batch norm": lambda: functional.batch_norm(x, None, None, training=True),
        "layer norm": lambda: functional.layer_norm(x, shape[1:]),
        "instance norm": lambda: functional.instance_norm(x),
        "group norm": lambda: functional.group_norm(x, num_groups),
    }[norm]()
    (grad,) = torch.autograd.grad(y.flatten()[0], x)
    return grad != 0


@pytest.mark.parametrize(("shape", "num_groups"), [((3, 6, 2, 2), 3), ((2, 4, 5), 2), ((3, 4, 2), 1), ((3, 4, 3), 4)])
def test_what_shares_a_mean_is_what_torch_s_own_result_depends_on(shape: tuple[int, ...], num_groups: int) -> None:
    diagram = tt.diagram(shape, num_groups)
    for sharing in diagram.sharings:
        depends = _reachable(sharing.norm, shape, num_groups)
        assert int(depends.sum()) == sharing.elements
        drawn = [[diagram._drawn.shares(sharing, n, c) for c in range(shape[1])] for n in range(shape[0])]
        assert depends.flatten(2).all(2).tolist() == drawn


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.lists(st.integers(1, 9), max_size=4))
def test_every_element_has_one_mean_and_drawing_fewer_cells_keeps_what_is_shared(
    samples: int, groups: int, run: int, spatial: list[int]
) -> None:
    shape = (samples, groups * run, *spatial)
    diagram = tt.diagram(shape, groups)
    drawn = diagram._drawn
    total = torch.Size(shape).numel()

    def shared(sharing: Sharing) -> int:
        return sum(drawn.shares(sharing, 0, c) for c in range(drawn.channels))

    batch, layer, instance, group = diagram.sharings
    assert all(sharing.means * sharing.elements == total for sharing in diagram.sharings)
    assert drawn.channels <= 8
    assert shared(layer) == drawn.channels
    assert shared(batch) == shared(instance) == 1
    assert (shared(group) == 1) is (run == 1)
    assert (shared(group) == drawn.channels) is (groups == 1)
    assert bool(drawn.note(shape)) is (
        (drawn.samples, drawn.channels) != shape[:2] or drawn.positions != total // samples // shape[1]
    )


@pytest.mark.parametrize(("shape", "num_groups"), SHAPES)
def test_the_picture_has_as_many_blue_cells_as_the_table(shape: tuple[int, ...], num_groups: int) -> None:
    diagram = tt.diagram(shape, num_groups)
    root = ElementTree.fromstring(diagram._repr_svg_())
    name = "{http://www.w3.org/2000/svg}"
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    blocks = [group for group in root.iter(f"{name}g") if "transform" in group.attrib]
    assert len(blocks) == 4
    for block, sharing in zip(blocks, diagram.sharings, strict=True):
        cells = {path.attrib["fill"]: path.attrib["d"].count("Z") for path in block.iter(f"{name}path")}
        drawn = diagram._drawn
        front = sum(drawn.shares(sharing, 0, c) for c in range(drawn.channels)) * drawn.positions
        assert cells["#5b9bd5"] == front
        assert sum(cells.values()) == (
            drawn.channels * drawn.positions + drawn.samples * (drawn.channels + drawn.positions)
        )
        moved = float(re.findall(r"\d+", block.attrib["transform"])[0])
        for path in block.iter(f"{name}path"):
            for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path.attrib["d"]):
                assert 0 <= moved + float(x) <= width
                assert 0 <= float(y) <= height
    assert f"{shape}, num_groups {num_groups}" in "".join(root.itertext())
    # Words in ink on paper of its own, whatever the page is like.
    assert root.find(f"{name}rect").attrib["fill"] == "#ffffff"  # type: ignore[union-attr]


def test_a_tensor_is_drawn_by_its_shape_alone() -> None:
    shown = str(tt.diagram((2, 6, 3), 3))
    for x in (torch.zeros(2, 6, 3), torch.zeros(2, 6, 3, device="meta"), [2, 6, 3], torch.Size((2, 6, 3))):
        assert str(tt.diagram(x, 3)) == repr(tt.diagram(x, 3)) == shown


def test_the_picture_is_saved(tmp_path: Path) -> None:
    diagram = tt.diagram((2, 6), 3)
    diagram.save(tmp_path / "groups.svg")
    diagram.save(str(tmp_path / "again.svg"))
    assert (tmp_path / "groups.svg").read_text() == (tmp_path / "again.svg").read_text() == diagram._repr_svg_()
    assert diagram._repr_svg_() in diagram._repr_html_()
    with pytest.raises(tt.ArgumentValueError, match=r"save: path must end in .svg, got 'groups.png'"):
        diagram.save("groups.png")


REFUSED: list[tuple[Any, Any, type[tt.TensorTypeError], str]] = [
    ((2, 6), 4, tt.ShapeError, "diagram: num_channels (6) is not divisible by num_groups (4)\n"
     "  x            (2, 6)\n  num_groups   4: choose one of 1, 2, 3, 6"),
    (torch.zeros(3), 1, tt.ShapeError, "diagram: x must have at least 2 dimensions (N, C, *), got 1\n"
     "  x            float32 cpu (3,)"),
    ((), 1, tt.ShapeError, "diagram: x must have at least 2 dimensions (N, C, *), got 0\n  x            ()"),
    ((2, 6), 0, tt.ShapeError, "diagram: num_groups must be positive, got 0\n"
     "  x            (2, 6)\n  num_groups   0"),
    ((0, 6), 1, tt.ShapeError, "diagram: x must have elements, got (0, 6)\n  x            (0, 6)"),
    ((2, -6), 1, tt.ShapeError, "diagram: x must have elements, got (2, -6)\n  x            (2, -6)"),
    ("ab", 1, tt.ArgumentTypeError, "diagram: x must be a Tensor or a shape, got str ('ab')"),
    ((2.0, 6), 1, tt.ArgumentTypeError, "diagram: x must be a Tensor or a shape, got tuple"),
    (3, 1, tt.ArgumentTypeError, "diagram: x must be a Tensor or a shape, got int (3)"),
    ((2, 6), True, tt.ArgumentTypeError, "diagram: num_groups must be an int, got bool (True)"),
    ((2, 6), "3", tt.ArgumentTypeError, "diagram: num_groups must be an int, got str ('3')"),
]  # fmt: skip


@pytest.mark.parametrize(("x", "num_groups", "kind", "message"), REFUSED)
def test_what_cannot_be_drawn_is_refused(x: Any, num_groups: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as refused:
        tt.diagram(x, num_groups)
    assert str(refused.value) == message
    assert refused.value.operation == "diagram"  # type: ignore[attr-defined]
