"""The examples of the TypeScript API's page for ``group_norm``, line for line.

``tests/typing/refined/typescript_page.py`` is the same code with its exact types; it is run here and type-checked
there.
"""

from __future__ import annotations

import runpy
from pathlib import Path

import torch

PAGE = Path(__file__).parents[2] / "typing" / "refined" / "typescript_page.py"


def test_every_example_runs_and_gives_the_shape_of_its_input() -> None:
    page = runpy.run_path(str(PAGE))
    for example, shape in {
        "standard": (4, 256, 28, 28),
        "backbone": (2, 64, 32, 32),
        "small_batch": (2, 512, 14, 14),
        "varying_batch": (1, 64, 32, 32),
        "layer_norm_like": (4, 256, 28, 28),
        "thirty_two_groups": (4, 256, 28, 28),
        "instance_norm_like": (4, 256, 28, 28),
    }.items():
        assert page[example]().shape == shape


def test_different_num_groups_produce_different_statistics() -> None:
    torch.manual_seed(0)
    page = runpy.run_path(str(PAGE))
    x = page["x4"]
    results = [page["by_groups"](x, groups) for groups in (1, 32, 256)]
    for first, second in ((0, 1), (0, 2), (1, 2)):
        assert not torch.allclose(results[first], results[second])
    torch.testing.assert_close(results[0], torch.nn.functional.layer_norm(x, x.shape[1:]))
    torch.testing.assert_close(results[2], torch.nn.functional.instance_norm(x))
