"""Loading the networks of ``examples``, as they stand or with a line changed, and running tiny instances of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

__all__ = ["NETWORKS", "TINY", "load", "results", "source"]

EXAMPLES = Path(__file__).parents[2] / "examples"
NETWORKS = ("network", "resnet", "unet", "transformer")


def source(network: str) -> str:
    """The text of a network's file."""
    return (EXAMPLES / f"{network}.py").read_text(encoding="utf-8")


def load(network: str, text: str | None = None) -> ModuleType:
    """The network as a module of its own, from its file or from ``text``."""
    module = ModuleType(f"{network}_as_an_example")
    code = source(network) if text is None else text
    exec(compile(code, str(EXAMPLES / f"{network}.py"), "exec"), module.__dict__)
    return module


def _network(module: Any) -> Iterator[Any]:
    yield module.dry_run()
    net = module.ResidualNet("BatchNorm").eval()
    yield net(torch.randn(3, 1, 8, 12))


def _resnet(module: Any) -> Iterator[Any]:
    net = module.ResNet(classes=5, width=8, groups=4)
    images, labels = torch.rand(2, 33, 48, 3), torch.tensor([1, 4])
    x = module.standardize(images)
    yield x
    yield net.features(x)
    logits = net(x)
    yield logits
    yield module.classification_loss(logits, labels)
    yield module.accuracy(logits, labels)


def _unet(module: Any) -> Iterator[Any]:
    net = module.UNet(in_channels=3, channels=8, heads=2, groups=4)
    x, t, left = torch.randn(2, 3, 12, 20), torch.tensor([1, 3]), module.schedule(4)
    yield left
    yield net(x, t)
    yield module.denoising_loss(net, x, t, left)
    yield module.sample(net, x, left)


def _transformer(module: Any) -> Iterator[Any]:
    tokens = torch.randint(11, (2, 7))
    for fused in (False, True):
        net = module.GPT(11, 9, 20, 4, layers=2, fused=fused)
        logits = net(tokens)
        yield logits
        yield module.next_token_loss(net, tokens)
        yield module.last_logits(net, tokens)
        yield module.generate(net, tokens, 4)
        yield module.draw(logits[:, 0], temperature=0.0)


TINY = {"network": _network, "resnet": _resnet, "unet": _unet, "transformer": _transformer}


def results(network: str, module: ModuleType) -> Iterator[tuple[tuple[int, ...], torch.dtype]]:
    """The shape and dtype of each result of a tiny instance."""
    torch.manual_seed(0)
    for y in TINY[network](module):
        yield tuple(y.shape), y.dtype
