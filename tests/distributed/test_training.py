"""Training the network of the demo on several processes, against the same on one."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import torch
from processes import returned
from scenarios import STEPS, network, norm_model, tensors, trained

pytestmark = pytest.mark.slow

Outcomes = list[dict[str, Any]]


@cache
def _trained_alone() -> dict[str, torch.Tensor]:
    net = network()
    losses = trained(net)
    assert len(losses) == STEPS
    assert losses[-1] < losses[0]
    return net.state_dict()


@pytest.mark.parametrize("way", ["data_parallel", "data_parallel_with_buckets_as_views", "fully_sharded"])
def test_it_trains_to_the_result_of_one_process(outcomes: Outcomes, way: str) -> None:
    before = network().state_dict()
    expected = _trained_alone()
    assert not torch.allclose(before["head.norm.group.weight"], expected["head.norm.group.weight"])
    for found in returned(outcomes, way):
        assert found.keys() == expected.keys()
        torch.testing.assert_close(dict(found), dict(expected), rtol=1e-9, atol=1e-11)


def test_parallelize_module_shards_batch_channels_or_height(outcomes: Outcomes) -> None:
    x, w, b, grad = tensors("image")
    model = norm_model(w, b)
    x.requires_grad_()
    output = model(x)
    output.backward(grad)
    expected = [output.detach(), x.grad, model.norm.weight.grad, model.norm.bias.grad]
    for found in returned(outcomes, "tensor_parallel"):
        for dim in ("0", "1", "2"):
            torch.testing.assert_close(found[dim], expected, rtol=1e-5, atol=1e-5)
