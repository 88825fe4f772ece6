"""``Conv2d[Literal[3], Literal[64]]`` at run time: what stands in for torch's layers."""

from __future__ import annotations

import abc
import inspect
import pickle
from typing import Any, Generic, Literal, TypeVar

import pytest
import torch
from beartype import beartype
from beartype.roar import BeartypeCallHintParamViolation

import typed_torch as tt
from typed_torch.shape import RULES

C = TypeVar("C", bound=int)
K = TypeVar("K", bound=int)

Stem = tt.nn.Conv2d[Literal[3], Literal[64]]
SIZED = {
    path.removesuffix(".forward").removeprefix("nn."): rule.pins
    for path, rule in RULES.items()
    if path.startswith("nn.") and path.endswith(".forward") and rule.pins and "GroupNorm" not in path
}


def _made(name: str) -> torch.nn.Module:
    sizes = {2: (3, 8), 1: (4,)}[len(SIZED[name])]
    made: torch.nn.Module = getattr(tt.nn, name)(*sizes, *(1,) * name.startswith("Conv"))
    return made


@pytest.mark.parametrize("name", SIZED)
def test_what_is_made_is_torch_own_layer(name: str) -> None:
    ours, torch_own, made = getattr(tt.nn, name), getattr(torch.nn, name), _made(name)
    assert type(made) is torch_own
    assert isinstance(made, ours)
    assert issubclass(torch_own, ours)
    assert not isinstance(torch.nn.ReLU(), ours)
    assert ours == torch_own
    assert torch_own == ours
    assert {ours} == {torch_own}
    assert inspect.signature(ours) == inspect.signature(torch_own)


@pytest.mark.parametrize("name", SIZED)
def test_written_sizes_are_those_of_the_layer(name: str) -> None:
    made, pins = _made(name), SIZED[name]
    sizes = [getattr(made, pin) for pin in pins]
    right, wrong = (tuple(Literal[size + extra] for size in sizes) for extra in (0, 1))
    assert isinstance(made, getattr(tt.nn, name)[right])
    assert not isinstance(made, getattr(tt.nn, name)[wrong])
    assert isinstance(made, getattr(tt.nn, name)[(*right[:-1], Any)])


def test_beartype_checks_written_sizes() -> None:
    @beartype
    def run(stem: Stem, head: tt.nn.Linear[C, K], norm: tt.nn.BatchNorm2d) -> None: ...

    head, norm = torch.nn.Linear(3, 4), torch.nn.BatchNorm2d(3)
    run(torch.nn.Conv2d(3, 64, 1), head, norm)
    with pytest.raises(BeartypeCallHintParamViolation, match="stem"):
        run(torch.nn.Conv2d(3, 32, 1), head, norm)


def test_making_a_layer_of_other_sizes_than_written_is_an_error() -> None:
    with pytest.raises(tt.ShapeError, match="Conv2d: in_channels must be 3 as in its type, got 4") as raised:
        Stem(4, 64, 1)
    assert raised.value.argument == "in_channels"
    assert type(Stem(3, 64, 1)) is torch.nn.Conv2d


class Pointwise(tt.nn.Conv2d[C, K]):
    def __init__(self, channels: int, out_channels: int) -> None:
        super().__init__(channels, out_channels, 1)


class Fixed(Stem): ...


class Abstract(tt.nn.Linear, abc.ABC): ...


class Both(tt.nn.Linear[C, K], Generic[C, K]): ...


def test_subclasses_are_classes_of_their_own() -> None:
    pointwise = Pointwise[Literal[3], Literal[8]](3, 8)
    assert type(pointwise) is Pointwise
    assert isinstance(pointwise, tt.nn.Conv2d)
    assert pointwise(torch.zeros(1, 3, 2, 2)).shape == (1, 8, 2, 2)
    assert not isinstance(torch.nn.Conv2d(3, 8, 1), Pointwise)
    assert isinstance(Fixed(3, 64, 1), Stem)
    assert Abstract(3, 4).in_features == 3
    assert Both[Literal[3], Literal[4]](3, 4).out_features == 4
    assert len({Pointwise, Fixed, tt.nn.Conv2d, torch.nn.Conv2d}) == 3


def test_the_classes_pickle() -> None:
    for cls in (tt.nn.Conv2d, Stem, tt.nn.Linear[Any, Literal[4]], Pointwise):
        assert pickle.loads(pickle.dumps(cls)) is cls


def test_what_is_set_on_the_class_is_set_for_every_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(tt.nn.Linear, "reset_parameters", lambda self: self.weight.data.fill_(7))
        assert (torch.nn.Linear(2, 2).weight == 7).all()
    assert not (torch.nn.Linear(2, 2).weight == 7).all()


def test_class_methods_make_torch_own_layers() -> None:
    assert type(tt.nn.Embedding.from_pretrained(torch.zeros(3, 4))) is torch.nn.Embedding


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (Literal[3], r"Conv2d\[in_channels, out_channels\] takes 2 sizes, got 1"),
        ((3, 4), r"in_channels of Conv2d\[in_channels, out_channels\] must be a size such as Literal\[64\].* got 3"),
        ((Literal[3], Literal["a"]), r"out_channels of Conv2d.* got typing.Literal\['a'\]"),
    ],
)
def test_what_is_no_size_is_an_error(item: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        tt.nn.Conv2d[item]


def test_a_compiled_function_asks_for_the_class_without_a_break() -> None:
    conv = torch.nn.Conv2d(3, 4, 1)

    @torch.compile(fullgraph=True, backend="eager")
    def run(x: torch.Tensor) -> torch.Tensor:
        return conv(x) if isinstance(conv, tt.nn.Conv2d) else x

    assert run(torch.zeros(1, 3, 2, 2)).shape == (1, 4, 2, 2)
