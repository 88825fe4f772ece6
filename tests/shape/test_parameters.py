"""The shapes of the parameters of torch's modules, against torch."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from typed_torch.shape import RULES

MADE_WITH: list[tuple[str, dict[str, Any]]] = [
    *((f"Conv{rank}d", {"in_channels": 4, "out_channels": 6, "kernel_size": 3, "groups": 2}) for rank in (1, 2, 3)),
    *((f"ConvTranspose{n}d", {"in_channels": 4, "out_channels": 6, "kernel_size": 3, "groups": 2}) for n in (1, 2, 3)),
    ("Conv2d", {"in_channels": 4, "out_channels": 6, "kernel_size": (3, 5)}),
    ("Linear", {"in_features": 4, "out_features": 6}),
    ("Bilinear", {"in1_features": 4, "in2_features": 5, "out_features": 6}),
    ("Embedding", {"num_embeddings": 9, "embedding_dim": 4}),
    *((f"BatchNorm{rank}d", {"num_features": 4}) for rank in (1, 2, 3)),
    *((f"InstanceNorm{rank}d", {"num_features": 4, "affine": True}) for rank in (1, 2, 3)),
    ("SyncBatchNorm", {"num_features": 4}),
    ("GroupNorm", {"num_groups": 2, "num_channels": 4}),
    ("LayerNorm", {"normalized_shape": (4, 5)}),
    ("LayerNorm", {"normalized_shape": 4}),
    ("RMSNorm", {"normalized_shape": (4, 5)}),
]
RULED = {path for path in RULES if path.startswith("nn.") and path.endswith((".weight", ".bias"))}


@pytest.mark.parametrize(("name", "made_with"), MADE_WITH, ids=str)
def test_parameters_have_the_shape_that_torch_gives_them(name: str, made_with: dict[str, Any]) -> None:
    module = getattr(torch.nn, name)(**made_with)
    for attribute in ("weight", "bias"):
        rule = RULES.get(f"nn.{name}.{attribute}")
        if rule is not None:
            asked = {key: value for key, value in made_with.items() if key in rule.signature.parameters}
            assert rule(**asked).shape == getattr(module, attribute).shape


def test_every_rule_of_a_parameter_is_held_against_torch() -> None:
    names = {name for name, _ in MADE_WITH}
    assert {path.split(".")[1] for path in RULED} == names
