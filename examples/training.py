"""Training the network on the handwritten digits that scikit-learn ships."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import torch
from network import Kind, ResidualNet
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

import typed_torch as tt
from typed_torch import CPU, Float32, Int64, Tensor

__all__ = ["Digits", "digits", "test_error"]

Images = Tensor[tuple[Any, Literal[1], Literal[8], Literal[8]], Float32, CPU]
Labels = Tensor[tuple[Any], Int64, CPU]

# The learning rate for 32 images a step; smaller batches take it down in proportion, as in the paper.
LEARNING_RATE = 0.03
EPOCHS = 6


@dataclass(frozen=True)
class Digits:
    """Images and labels, to train on and to test with."""

    images: Images
    labels: Labels
    test_images: Images
    test_labels: Labels


def digits() -> Digits:
    """1,797 handwritten digits of 8x8 pixels in 0 to 1, half to train on and half to test with."""
    images, labels = load_digits(return_X_y=True)
    split = train_test_split(images, labels, test_size=0.5, random_state=0, stratify=labels)
    train, test, train_labels, test_labels = map(torch.from_numpy, split)

    def as_images(flat: torch.Tensor) -> Images:
        return tt.parse(flat.reshape(-1, 1, 8, 8).float() / 16, Images)

    return Digits(as_images(train), tt.parse(train_labels, Labels), as_images(test), tt.parse(test_labels, Labels))


def steps(data: Digits, batch_size: int) -> int:
    """How many steps one training takes."""
    return EPOCHS * (len(data.labels) // batch_size)


def test_error(kind: Kind, data: Digits, batch_size: int, seed: int, on_step: Callable[[int], object]) -> float:
    """The share of test images misread after training with ``batch_size`` images a step, in percent."""
    torch.manual_seed(seed)
    net = ResidualNet(kind)
    optimizer = torch.optim.SGD(net.parameters(), lr=LEARNING_RATE * batch_size / 32, momentum=0.9, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps(data, batch_size))
    for _ in range(EPOCHS):
        order = torch.randperm(len(data.labels))
        for batch in order[: len(order) // batch_size * batch_size].split(batch_size):
            images = tt.parse(data.images[batch], Images)
            loss = torch.nn.functional.cross_entropy(net(images), data.labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            on_step(1)
    net.eval()
    with torch.no_grad():
        wrong = net(data.test_images).argmax(1) != data.test_labels
    return 100 * wrong.float().mean().item()
