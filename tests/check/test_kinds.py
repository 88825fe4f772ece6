"""``checked`` over everything that can be called: what it gives back is of the same kind."""

from __future__ import annotations

import abc
import asyncio
import copy
import dataclasses
import functools
import inspect
import pickle
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, Self, TypeVar

import pytest
import torch
from torch import zeros

import typed_torch as tt
from typed_torch import Float32, Tensor
from typed_torch._checking.functions import signature_of

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)


@tt.checked
def scale(x: Tensor[tuple[N, C]], w: Tensor[tuple[C]], *, factor: float = 1.0) -> Tensor[tuple[N, C]]:
    """Scale."""
    return x * w * factor


@tt.checked
class Box:
    """All kinds of methods."""

    unit = zeros(2)

    def __init__(self, x: Tensor[tuple[N]]) -> None:
        self.x = x

    def same(self) -> Self:
        return self

    def other(self) -> Self:
        return 3  # type: ignore[return-value]

    @property
    def value(self) -> Tensor[tuple[Literal[2]]]:
        return self.x

    @value.setter
    def value(self, x: Tensor[tuple[Literal[2]]]) -> None:
        self.x = x

    @functools.cached_property
    def cached(self) -> Tensor[tuple[Literal[2]]]:
        return self.x

    @classmethod
    def of(cls, x: Tensor[tuple[N]]) -> Self:
        return cls(x)

    @staticmethod
    def add(x: Tensor[tuple[N]], y: Tensor[tuple[N]]) -> Tensor[tuple[N]]:
        return x + y

    def __call__(self, y: Tensor[tuple[N]]) -> Box:
        return Box(y)

    def untyped(self, y):  # type: ignore[no-untyped-def]
        return y

    class Inner:
        def take(self, x: Tensor[tuple[N, N]]) -> None: ...


@tt.checked
@dataclasses.dataclass(frozen=True)
class Pair:
    first: Tensor[tuple[N]]
    second: Tensor[tuple[N]]
    names: list[str] = dataclasses.field(default_factory=list)
    scale: dataclasses.InitVar[float] = 1.0


@tt.checked
class Batch(NamedTuple):
    images: Tensor[tuple[N, C]]
    labels: Tensor[tuple[N]]


@tt.checked
class Layer(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(3, 4)

    def forward(self, x: Tensor[tuple[N, Literal[3]], Float32]) -> Tensor[tuple[N, Literal[4]], Float32]:
        return self.linear(x)  # type: ignore[no-any-return]


def test_a_function_is_still_what_it_was() -> None:
    assert type(scale) is type(test_a_function_is_still_what_it_was)
    assert scale.__name__ == "scale"
    assert scale.__doc__ == "Scale."
    assert list(inspect.signature(scale).parameters) == ["x", "w", "factor"]
    assert inspect.signature(scale).parameters["factor"].default == 1.0
    assert inspect.getsource(scale).startswith("@tt.checked\ndef scale(")
    assert pickle.loads(pickle.dumps(scale)) is scale
    assert tt.checked(scale) is scale


def test_what_a_signature_is_made_of_pickles_by_value_as_a_notebook_needs() -> None:
    signature = signature_of(scale)
    assert signature is not None
    signature.specialised = None
    twin = pickle.loads(pickle.dumps(signature))
    assert twin.number != signature.number
    values = (zeros(2, 3), zeros(4), 1.0)
    for each in (signature, twin):
        with pytest.raises(tt.ShapeError, match=r"scale: w must have shape \(3,\), got \(4,\)"):
            each.enter(values)
    hint = Tensor[tuple[N], tt.Floating]
    assert pickle.loads(pickle.dumps(hint.dtype)) is hint.dtype


def test_a_class_is_the_same_class_with_its_methods_checked() -> None:
    assert isinstance(Box, type)
    box = Box(zeros(2))
    assert isinstance(box, Box)
    assert box.same() is box
    assert isinstance(Box.of(zeros(3)), Box)
    assert Box.add(zeros(2), zeros(2)).shape == (2,)
    assert isinstance(box(zeros(3)), Box)
    assert box.untyped("anything") == "anything"
    assert box.value is box.x is box.cached
    for call in REFUSED_BY_BOX:
        with pytest.raises(tt.TensorTypeError):
            call(box)


REFUSED_BY_BOX: list[Callable[[Box], Any]] = [
    lambda box: Box(zeros(2, 3)),
    lambda box: Box(3),  # type: ignore[arg-type]
    lambda box: box.other(),
    lambda box: Box(zeros(3)).value,
    lambda box: Box(zeros(3)).cached,
    lambda box: setattr(box, "value", zeros(3)),
    lambda box: Box.of(zeros(2, 3)),
    lambda box: Box.add(zeros(2), zeros(3)),
    lambda box: box.add(zeros(2), zeros(3)),
    lambda box: box(zeros(2, 3)),
    lambda box: Box.Inner().take(zeros(2, 3)),
]


def test_self_is_of_the_class_that_is_asked() -> None:
    class Special(Box):
        pass

    assert type(Special.of(zeros(2))) is Special
    assert Special(zeros(2)).same()


def test_the_init_of_a_dataclass_is_checked() -> None:
    pair = Pair(zeros(2), zeros(2))
    assert pair.names == []
    assert dataclasses.is_dataclass(Pair)
    assert dataclasses.replace(pair, scale=2).names == []
    for arguments in [(zeros(2), zeros(3)), (zeros(2), zeros(2), [3]), (zeros(2), zeros(2), [], "a")]:
        with pytest.raises(tt.TensorTypeError, match=r"Pair\.__init__: "):
            Pair(*arguments)


def test_what_a_dataclass_makes_itself_is_checked() -> None:
    @tt.checked
    @dataclasses.dataclass
    class Wrong:
        x: Tensor[tuple[N]]
        y: Tensor[tuple[N]] = dataclasses.field(default_factory=lambda: zeros(3))

    assert Wrong(zeros(3)).y.shape == (3,)
    with pytest.raises(tt.ShapeError, match=r"Wrong.__init__: y must have shape \(2,\), got \(3,\)"):
        Wrong(zeros(2))


def test_a_dataclass_made_of_a_checked_class_is_refused_since_its_init_would_not_be_checked() -> None:
    with pytest.raises(tt.ArgumentTypeError, match="@checked goes above @dataclass"):

        @dataclasses.dataclass
        @tt.checked
        class Pair:
            x: Tensor[tuple[N]]


def test_a_named_tuple_is_checked() -> None:
    assert Batch(zeros(2, 3), labels=zeros(2)).labels.shape == (2,)
    with pytest.raises(tt.ShapeError, match=r"labels must have shape \(2,\)"):
        Batch(zeros(2, 3), zeros(3))


def test_a_module_is_checked_and_is_a_module() -> None:
    layer = Layer()
    assert layer(zeros(2, 3)).shape == (2, 4)
    with pytest.raises(tt.ShapeError, match=r"Layer\.forward: x must have shape"):
        layer(zeros(2, 4))
    assert sorted(layer.state_dict()) == ["linear.bias", "linear.weight"]
    assert pickle.loads(pickle.dumps(layer))(zeros(2, 3)).shape == (2, 4)
    assert copy.deepcopy(layer)(zeros(2, 3)).shape == (2, 4)


def test_a_module_that_exists_is_checked_itself() -> None:
    class Plain(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.w = torch.nn.Parameter(torch.ones(3))

        def forward(self, x: Tensor[tuple[N, Literal[3]]]) -> Tensor[tuple[N, Literal[3]]]:
            return x * self.w

    plain = Plain()
    assert tt.checked(plain) is plain
    twin = copy.deepcopy(plain)
    with torch.no_grad():
        twin.w.fill_(2.0)
    assert twin(torch.ones(1, 3)).sum() == 6
    for each in (plain, twin):
        with pytest.raises(tt.ShapeError):
            each(zeros(2, 4))
    Plain()(zeros(2, 4)[:, :1])


def test_decorators_above_and_below() -> None:
    class Mixed(abc.ABC):
        @property
        @tt.checked
        def above(self) -> Tensor[tuple[Literal[2]]]:
            return zeros(3)

        @tt.checked
        @property
        def below(self) -> Tensor[tuple[Literal[2]]]:
            return zeros(3)

        @tt.checked
        @classmethod
        def made(cls, x: Tensor[tuple[N]]) -> Self:
            return cls()

        @classmethod
        @tt.checked
        def made_too(cls, x: Tensor[tuple[N]]) -> Self:
            return cls()

        @tt.checked
        @torch.no_grad()
        def quiet(self, x: Tensor[tuple[N]]) -> Tensor[tuple[N]]:
            assert not torch.is_grad_enabled()
            return x

        @tt.checked
        @functools.lru_cache  # noqa: B019
        def cached(self, x: Tensor[tuple[N]]) -> Tensor[tuple[N]]:
            return x

        @tt.checked
        @abc.abstractmethod
        def abstract(self, x: Tensor[tuple[N]]) -> None: ...

    assert Mixed.__abstractmethods__ == {"abstract"}

    class Concrete(Mixed):
        def abstract(self, x: torch.Tensor) -> None: ...

    mixed = Concrete()
    assert isinstance(Concrete.made(zeros(2)), Concrete)
    assert isinstance(Concrete.made_too(zeros(2)), Concrete)
    assert mixed.quiet(zeros(2)).shape == mixed.cached(zeros(2)).shape == (2,)
    for call in (
        lambda: mixed.above, lambda: mixed.below, lambda: Concrete.made(zeros(2, 2)),
        lambda: Concrete.made_too(zeros(2, 2)), lambda: mixed.quiet(zeros(2, 2)), lambda: mixed.cached(zeros(2, 2)),
    ):  # fmt: skip
        with pytest.raises(tt.ShapeError):
            call()


def test_lambdas_partials_bound_methods_and_callable_objects() -> None:
    def add(x: Tensor[tuple[N]], y: Tensor[tuple[N]]) -> Tensor[tuple[N]]:
        return x + y

    class Adder:
        def __call__(self, x: Tensor[tuple[N]], y: Tensor[tuple[N]]) -> Tensor[tuple[N]]:
            return x + y

        add = __call__

    named = lambda x, y: x + y  # noqa: E731
    named.__annotations__ = {"x": Tensor[tuple[N]], "y": Tensor[tuple[N]]}
    partial = tt.checked(functools.partial(add, y=zeros(2)))
    assert isinstance(partial, functools.partial)
    assert partial(zeros(2)).shape == (2,)
    with pytest.raises(tt.ShapeError):
        partial(zeros(3))
    for function in (tt.checked(named), tt.checked(Adder()), tt.checked(Adder().add), tt.checked(add)):
        assert function(zeros(2), zeros(2)).shape == (2,)
        with pytest.raises(tt.ShapeError):
            function(zeros(2), zeros(3))


@pytest.mark.parametrize(
    "nothing",
    [
        lambda x: x,
        len,
        functools.partial(lambda x: x, 1),
        property(lambda self: 1),
        type("Empty", (), {}),
    ],
)
def test_what_has_nothing_to_check_is_refused_at_once(nothing: Any) -> None:
    with pytest.raises(tt.ArgumentTypeError, match="there is nothing to check; annotate a parameter or the result"):
        tt.checked(nothing)


def test_annotations_that_say_nothing_are_nothing() -> None:
    with pytest.raises(tt.ArgumentTypeError, match="nothing to check"):

        @tt.checked
        def anything(x: Any, y: object) -> Any: ...


def test_what_cannot_be_called_is_refused() -> None:
    with pytest.raises(tt.ArgumentTypeError, match="checked: function must be a function or a class, got int"):
        tt.checked(3)


def test_errors_of_the_function_itself_pass_through() -> None:
    @tt.checked
    def fails(x: Tensor[tuple[N]]) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine") as caught:
        fails(zeros(2))
    assert len(inspect.getinnerframes(caught.value.__traceback__)) == 3  # type: ignore[arg-type]


def test_no_type_check_is_respected() -> None:
    import typing

    @tt.checked
    @typing.no_type_check
    def free(x: Tensor[tuple[N, N]]) -> None: ...

    free(zeros(2, 3))


def test_a_function_is_checked_in_every_thread_and_task() -> None:
    async def both() -> None:
        await asyncio.gather(*(asyncio.to_thread(scale, zeros(2, 3), zeros(3)) for _ in range(8)))

    asyncio.run(both())
