"""The networks of ``examples`` train, sample, and compute what plain torch computes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
import torch
from annotations import Annotated
from plain import PlainResNet
from running import NETWORKS, load, results, source

transformer: Any = load("transformer")
unet: Any = load("unet")
resnet: Any = load("resnet")


def _losses(net: torch.nn.Module, loss: Callable[[], torch.Tensor], steps: int, lr: float) -> list[float]:
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        y = loss()
        y.backward()
        optimizer.step()
        losses.append(y.item())
    return losses


@pytest.mark.parametrize("network", NETWORKS)
def test_annotations_hold_as_a_network_runs(network: str) -> None:
    module = load(network)
    with Annotated(module) as annotated:
        assert list(results(network, module))
    assert annotated.seen >= 10
    assert not annotated.wrong


@pytest.mark.parametrize("network", ["resnet", "unet", "transformer"])
def test_a_network_is_ordinary_torch_code(network: str) -> None:
    text = source(network)
    assert len(text.splitlines()) < 220
    assert not [word for word in ("cast", "type: ignore", "tt.", "assert_type") if word in text]
    public: Any = load(network)
    assert not [name for name in public.__all__ if not inspect.getdoc(getattr(public, name))]


def test_a_resnet_has_the_parameters_and_results_of_a_plain_one() -> None:
    ours, plain = resnet.ResNet(5, 8, groups=4), PlainResNet(num_classes=5, width=8, groups=4)
    expected = {name: x.shape for name, x in plain.state_dict().items()}
    assert {name: x.shape for name, x in ours.state_dict().items()} == expected
    ours.load_state_dict(plain.state_dict())
    for size in ((64, 64), (33, 70)):
        x = torch.randn(2, 3, *size)
        torch.testing.assert_close(ours(x), plain(x), rtol=0, atol=0)


def test_resnet50_is_as_large_as_the_papers() -> None:
    with torch.device("meta"):
        ours, plain = resnet.resnet50(), PlainResNet()
    expected = [(name, x.shape) for name, x in plain.named_parameters()]
    assert sorted((name, x.shape) for name, x in ours.named_parameters()) == sorted(expected)
    assert sum(x.numel() for x in ours.parameters()) == 25_557_032


def test_a_resnet_learns() -> None:
    net = resnet.ResNet(4, 8, groups=4)
    x, labels = resnet.standardize(torch.rand(8, 32, 32, 3)), torch.arange(8) % 4
    losses = _losses(net, lambda: resnet.classification_loss(net(x), labels), 10, lr=1e-3)
    assert losses[-1] < 0.8 * losses[0]
    assert resnet.accuracy(net(x), labels) > 0.5


def test_a_unet_learns_and_draws() -> None:
    net, left = unet.UNet(1, 8, heads=2, groups=4), unet.schedule(20)
    x, t = torch.randn(8, 1, 8, 12), torch.arange(8) * 2

    def loss() -> torch.Tensor:
        torch.manual_seed(0)
        return unet.denoising_loss(net, x, t, left)

    losses = _losses(net, loss, 10, lr=3e-3)
    assert losses[-1] < 0.8 * losses[0]
    images = unet.sample(net, torch.randn(2, 1, 8, 12), left)
    assert images.shape == (2, 1, 8, 12)
    assert images.isfinite().all()


def test_a_timestep_embedding_is_that_of_the_paper() -> None:
    y = unet.timestep_embedding(torch.tensor([0, 3]), 4)
    assert y.shape == (2, 8)
    assert y[0].tolist() == [1.0] * 4 + [0.0] * 4
    torch.testing.assert_close(y[1, 1].item(), torch.tensor(3 * 10000 ** (-1 / 4)).cos().item())


@pytest.mark.parametrize("fused", [False, True])
def test_a_transformer_learns_and_writes(fused: bool) -> None:
    net = transformer.GPT(11, 16, 24, 3, layers=2, fused=fused)
    tokens = torch.arange(16).repeat(2, 1) % 5
    losses = _losses(net, lambda: transformer.next_token_loss(net, tokens), 10, lr=1e-2)
    assert losses[-1] < 0.5 * losses[0]
    written = transformer.generate(net, tokens[:, :6], 12, temperature=0.0)
    assert written.shape == (2, 18)
    assert written[:, :6].equal(tokens[:, :6])
    assert transformer.generate(net, tokens[:, :6], 3).shape == (2, 9)


def test_both_attentions_are_the_same_and_causal() -> None:
    slow, fused = transformer.GPT(11, 9, 12, 3, layers=2, fused=False), transformer.GPT(11, 9, 12, 3, layers=2)
    fused.load_state_dict(slow.state_dict())
    tokens = torch.randint(11, (2, 9))
    torch.testing.assert_close(slow(tokens), fused(tokens))
    changed = tokens.clone()
    changed[:, 5] = (changed[:, 5] + 1) % 11
    torch.testing.assert_close(slow(tokens)[:, :5], slow(changed)[:, :5])
    assert not slow(tokens)[:, 5].allclose(slow(changed)[:, 5])


def test_gpt2_is_as_large_as_the_papers() -> None:
    with torch.device("meta"):
        net = transformer.gpt2()
    assert sum(x.numel() for x in net.parameters()) == 124_439_808
    assert net.head.weight is net.tokens.weight
