"""Group normalization of ``DTensor``s against the same on one process, and what is sent between them."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from processes import TWO, returned
from scenarios import FORMS, PROBLEMS, Form, places, tensors

pytestmark = pytest.mark.slow

TOLERANCES = {torch.float32: 2e-5, torch.float64: 1e-11, torch.bfloat16: 2**-7}

Outcomes = list[dict[str, Any]]


def _expected(problem: str, form: Form) -> list[torch.Tensor]:
    """Output, then gradients, in float64 on this process."""
    x, w, b, grad = (t.double() for t in tensors(problem))
    inputs = [t.requires_grad_() for t in ((x,) if form.parameters == "none" else (x, w, b))]
    if not x.numel():
        return [x.detach(), *map(torch.zeros_like, inputs)]
    output = torch.nn.functional.group_norm(x, PROBLEMS[problem][1], *inputs[1:])
    output = output if form.activation is None else torch.nn.functional.silu(output)
    return [output.detach(), *torch.autograd.grad(output, inputs, grad)]


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.parameters)
def test_every_placement_gives_what_one_process_gives(outcomes: Outcomes, problem: str, form: Form) -> None:
    shape, _, dtype = PROBLEMS[problem]
    expected = _expected(problem, form)
    seen = 0
    for found in returned(outcomes, "every_placement"):
        for place in places(problem, len(outcomes)):
            if form not in place.forms:
                continue
            result = found[place.label(problem, form)]
            assert result["placements"], place
            assert result["contiguous"], place
            for actual, exact in zip([result["output"], *result["gradients"]], expected, strict=True):
                assert actual.dtype is dtype
                # Parts of a sum are rounded before they are added, so errors go with the largest of the results.
                largest = max(1.0, exact.abs().max().item()) if exact.numel() else 1.0
                torch.testing.assert_close(
                    actual.double(),
                    exact,
                    atol=TOLERANCES[dtype] * largest,
                    rtol=TOLERANCES[dtype],
                    msg=lambda text, at=place: f"{at}: {text}",
                )
            seen += 1
    assert seen >= len(outcomes) * (len(shape) + 1)


@pytest.mark.parametrize("problem", ["image", "image in double", "image in half", "volume", "audio"])
def test_only_two_numbers_a_group_are_sent_and_none_where_groups_are_whole(outcomes: Outcomes, problem: str) -> None:
    (samples, channels, *_), num_groups, dtype = PROBLEMS[problem]
    a_number = 8 if dtype == torch.float64 else 4
    for found in returned(outcomes, "every_placement"):
        for place in places(problem, len(outcomes)):
            (placement, *others) = place.placements
            if others:
                continue
            result = found[place.label(problem, Form("none", None))]
            chunk = -(-channels // place.sizes[0])
            is_whole = chunk % (channels // num_groups) == 0
            sent = 0 if placement.is_replicate() or placement.dim == 0 or (placement.dim == 1 and is_whole) else 2
            expected = sent * a_number * samples * num_groups
            assert (result["forward"], result["backward"]) == (expected, expected), placement
            assert result["calls"] == (3 if sent else 0)
            assert sent * a_number <= 16


def test_what_is_sent_beside_what_torch_sends(outcomes: Outcomes, capsys: pytest.CaptureFixture[str]) -> None:
    found = returned(outcomes, "traffic_beside_torch")
    assert all(of_rank["height"]["ours"] == found[0]["height"]["ours"] for of_rank in found)
    (samples, *_), num_groups, _ = PROBLEMS["image"]
    with capsys.disabled():
        print(f"\nbytes a process sends of an activation of {4 * 8 * 6 * 5 * 4}, {len(outcomes)} processes", end="")
        for layout, traffic in found[0].items():
            for name, sent in traffic.items():
                forward, backward = (sent.get(direction, "refused") for direction in ("forward", "backward"))
                print(f"\n  {layout}: {name} {forward} forward, {backward} backward", end="")
    for layout, traffic in found[0].items():
        a_group = 0 if layout.startswith(("batch", "channels")) else 8
        assert traffic["ours"] == dict.fromkeys(("forward", "backward"), a_group * samples * num_groups)
        if "torch" in traffic and layout != "batch" and not torch.__version__.startswith("2.11."):  # which refuses
            assert traffic["torch"]["forward"] > 7 * traffic["ours"]["forward"]


def test_a_pending_sum_is_carried_out_first(outcomes: Outcomes) -> None:
    x, w, b, _ = tensors("image")
    for found in returned(outcomes, "pending_sum"):
        torch.testing.assert_close(found, torch.nn.functional.group_norm(x, 4, w, b))


def test_a_plain_call_before_does_not_decide_for_a_sharded_one_that_looks_alike(outcomes: Outcomes) -> None:
    (samples, *_), num_groups, _ = PROBLEMS["image"]
    assert returned(outcomes, "after_a_plain_call") == [(8 * samples * num_groups, True)] * len(outcomes)


@pytest.mark.parametrize("outcomes", [TWO], indirect=True)
def test_it_compiles_whole(outcomes: Outcomes) -> None:
    expected = [t.float() for t in _expected("image", FORMS[0])]
    for found in returned(outcomes, "compiled"):
        for of_dim in found:
            torch.testing.assert_close(of_dim, expected, rtol=2e-5, atol=2e-5)


def test_channels_last_is_kept(outcomes: Outcomes) -> None:
    for found in returned(outcomes, "channels_last"):
        assert found == [True] * 4


@pytest.mark.skipif(
    torch.__version__.startswith("2.11."), reason="its to_local(grad_placements=...) has no second derivative"
)
def test_second_derivatives_go_through_the_statistics_of_all(outcomes: Outcomes) -> None:
    x, w, b, grad = (t.requires_grad_() for t in tensors("uneven"))
    output = torch.nn.functional.silu(torch.nn.functional.group_norm(x, 3, w, b))
    first = torch.autograd.grad(output, (x, w), grad, create_graph=True)
    expected = list(torch.autograd.grad([f.square().sum() for f in first], (x, w, b, grad)))
    for found in returned(outcomes, "second_derivatives"):
        torch.testing.assert_close(found, expected)


def test_bad_arguments_are_refused_with_global_shapes(outcomes: Outcomes) -> None:
    for undistributed, indivisible, short in returned(outcomes, "refused"):
        assert undistributed.startswith("DeviceError: group_norm: weight must be a DTensor on the mesh of input")
        assert undistributed.endswith("(8,): distribute it with distribute_tensor(weight, input.device_mesh)")
        assert (
            "num_channels (8) is not divisible by num_groups (3)\n  input        float32 cpu (4, 8, 6, 5)"
            in indivisible
        )
        assert "weight must have shape (8,), one value per channel of input, got (4,)" in short
