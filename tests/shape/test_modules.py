"""Calls of modules that torch refuses, and the like that it takes."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

import pytest
import torch
from torch import nn

from typed_torch.errors import TensorTypeError
from typed_torch.shape import RULES, Spec


def spec(tensor: torch.Tensor) -> Spec:
    return Spec(tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."), "cpu")


def agrees(module: nn.Module, *inputs: torch.Tensor, made_with: dict[str, Any], **others: torch.Tensor) -> None:
    """The rule of ``module`` says what its call does."""
    rule = RULES[f"nn.{type(module).__name__}.forward"]
    config = {name: value for name, value in made_with.items() if name in rule.signature.parameters}
    try:
        with warnings.catch_warnings(action="ignore"):
            result = module(*inputs, **others)
    except (RuntimeError, ValueError, AssertionError):
        with pytest.raises(TensorTypeError):
            rule(*map(spec, inputs), **{name: spec(each) for name, each in others.items()}, **config)
    else:
        found = rule(*map(spec, inputs), **{name: spec(each) for name, each in others.items()}, **config)
        first, claimed = (each[0] if isinstance(each, tuple) else each for each in (result, found))
        assert claimed.shape == tuple(first.shape)


def made(module: type[nn.Module], *args: Any, **kwargs: Any) -> tuple[nn.Module, dict[str, Any]]:
    bound = inspect.signature(module).bind(*args, **kwargs)
    return module(*args, **kwargs), dict(bound.arguments)


NORMS = ["BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d"]


@pytest.mark.parametrize("rank", range(1, 7))
@pytest.mark.parametrize("name", NORMS)
def test_a_normalization_takes_the_numbers_of_dimensions_that_it_is_named_for(name: str, rank: int) -> None:
    module, made_with = made(getattr(nn, name), 3)
    agrees(module.eval(), torch.ones((2, 3, 4, 5, 6, 7)[:rank]), made_with=made_with)


@pytest.mark.parametrize("shape", [(2, 3, 5), (2, 4, 5), (2, 4), (4,), (5,), ()])
@pytest.mark.parametrize("count", [1, 4])
def test_prelu_has_one_number_for_each_channel(count: int, shape: tuple[int, ...]) -> None:
    module, made_with = made(nn.PReLU, count)
    agrees(module, torch.ones(shape), made_with=made_with)


@pytest.mark.parametrize("padding", [2, 3, 4, (0, 3), (3, 0), (0, 4)])
@pytest.mark.parametrize("name", ["ReflectionPad1d", "ReplicationPad1d", "CircularPad1d"])
@pytest.mark.parametrize("shape", [(3,), (2, 3), (1, 2, 3), (1, 1, 2, 3)])
def test_padding_is_of_what_there_is(name: str, padding: Any, shape: tuple[int, ...]) -> None:
    module, made_with = made(getattr(nn, name), padding)
    agrees(module, torch.ones(shape), made_with=made_with)


MASKS = [(4, 5), (6, 4, 5), (3, 4, 5), (2, 4, 5), (1, 5), (5, 4), (4, 4), (6, 4, 4), (5,), (3, 5), (5, 3), (3, 4), (4,)]
KINDS = [torch.bool, torch.float32, torch.int64]


@pytest.mark.parametrize("mask", MASKS, ids=str)
@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("name", ["attn_mask", "key_padding_mask"])
@pytest.mark.parametrize("batch", [None, False, True], ids=["sample", "length first", "batch first"])
def test_masks_of_attention(name: str, mask: Any, kind: torch.dtype, batch: bool | None) -> None:
    module, made_with = made(nn.MultiheadAttention, 8, 2, batch_first=bool(batch))
    query, key = torch.ones(3, 4, 8), torch.ones(3, 5, 8)
    if batch is None:
        query, key = query[0], key[0]
    elif not batch:
        query, key = query.transpose(0, 1), key.transpose(0, 1)
    agrees(module, query, key, key, made_with=made_with, **{name: torch.ones(mask).to(kind)})


@pytest.mark.parametrize("mask", MASKS, ids=str)
@pytest.mark.parametrize("name", ["src_mask", "src_key_padding_mask"])
def test_masks_of_an_encoder_layer(name: str, mask: Any) -> None:
    module, made_with = made(nn.TransformerEncoderLayer, 8, 2, batch_first=True)
    agrees(module, torch.ones(3, 4, 8), made_with=made_with, **{name: torch.zeros(mask)})


@pytest.mark.parametrize("mask", MASKS, ids=str)
@pytest.mark.parametrize("name", ["tgt_mask", "memory_mask", "tgt_key_padding_mask", "memory_key_padding_mask"])
def test_masks_of_a_decoder_layer(name: str, mask: Any) -> None:
    module, made_with = made(nn.TransformerDecoderLayer, 8, 2, batch_first=True)
    agrees(module, torch.ones(3, 4, 8), torch.ones(3, 5, 8), made_with=made_with, **{name: torch.zeros(mask)})


@pytest.mark.parametrize("mask", [(4, 4), (5, 5), (4, 5)], ids=str)
@pytest.mark.parametrize("padding", [(3, 4), (5, 4), (3, 5)], ids=str)
def test_masks_of_an_encoder(mask: Any, padding: Any) -> None:
    layer = nn.TransformerEncoderLayer(8, 2, batch_first=True)
    module, made_with = made(nn.TransformerEncoder, layer, 2, enable_nested_tensor=False)
    masks = {"mask": torch.zeros(mask), "src_key_padding_mask": torch.zeros(padding)}
    agrees(module, torch.ones(3, 4, 8), made_with=made_with, **masks)
