"""Type parameters of a class are one size, dtype and device for an instance."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any, Generic, Literal, TypeVar

import pytest
import torch
from torch import zeros

import typed_torch as tt
from typed_torch import Dim, Floating, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
K = TypeVar("K", bound=int)
D = TypeVar("D", bound=Floating)


@tt.checked
class Block(tt.nn.Module, Generic[C]):
    def __init__(self, channels: C) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(channels, 2 * channels)

    def forward(self, x: Tensor[tuple[N, C]]) -> Tensor[tuple[N, Dim[Literal["2 * C"]]]]:
        return self.linear(x)  # type: ignore[no-any-return]


class Methods(Generic[C]):
    @tt.checked
    def __init__(self, channels: C) -> None: ...

    @tt.checked
    def take(self, x: Tensor[tuple[N, C]]) -> Tensor[tuple[N, C]]:
        return x


@tt.checked
@dataclasses.dataclass
class Memory(Generic[N, D]):
    keys: Tensor[tuple[N, Any], D]

    def read(self, weights: Tensor[tuple[N], D]) -> Tensor[Any, D]:
        return weights @ self.keys


@tt.checked
class Value(Generic[K]):
    def put(self, value: K) -> None: ...


def test_a_size_that_an_instance_is_made_with_is_that_of_its_calls() -> None:
    block = Block(6)
    assert block(zeros(4, 6)).shape == (4, 12)
    assert block(zeros(5, 6)).shape == (5, 12)
    with pytest.raises(tt.ShapeError) as caught:
        block(zeros(4, 7))
    assert str(caught.value).splitlines() == [
        "Block.forward: x must have shape (4, 6), got (4, 7)",
        "  x            float32 cpu (4, 7)",
        "  annotation   Tensor[tuple[N, C]]",
        "  C            6, by channels of Block.__init__",
    ]
    assert Block(7)(zeros(4, 7)).shape == (4, 14)


def test_methods_that_are_checked_one_by_one_share_it_too() -> None:
    methods = Methods(3)
    methods.take(zeros(2, 3))
    with pytest.raises(tt.ShapeError, match=r"Methods.take: x must have shape \(2, 3\), got \(2, 4\)"):
        methods.take(zeros(2, 4))


def test_the_first_call_settles_what_making_did_not() -> None:
    class Late(Generic[C]):
        @tt.checked
        def take(self, x: Tensor[tuple[C]]) -> None: ...

    late = Late[Any]()
    late.take(zeros(3))
    with pytest.raises(tt.ShapeError, match=r"by dimension 0 of x of .*Late\.take"):
        late.take(zeros(4))
    Late[Any]().take(zeros(4))


def test_sizes_written_with_the_class_count() -> None:
    class Six(Methods[Literal[6]]):
        def __init__(self) -> None: ...

    class Late(Generic[C]):
        @tt.checked
        def take(self, x: Tensor[tuple[C]]) -> None: ...

    with pytest.raises(tt.ShapeError, match=r"x must have shape \(2, 6\), got \(2, 7\)"):
        Six().take(zeros(2, 7))
    with pytest.raises(tt.ShapeError, match=r"x must have shape \(5,\), got \(4,\)"):
        Late[Literal[5]]().take(zeros(4))


def test_dtypes_and_sizes_of_a_dataclass() -> None:
    memory = Memory(zeros(3, 4))
    assert memory.read(zeros(3)).shape == (4,)
    with pytest.raises(tt.ShapeError, match=r"weights must have shape \(3,\), got \(4,\)"):
        memory.read(zeros(4))
    with pytest.raises(tt.DTypeError, match="weights must be float32, got float64"):
        memory.read(zeros(3).double())
    with pytest.raises(tt.ShapeError, match=r"Memory.__init__: keys must have shape"):
        Memory(zeros(3))


def test_an_int_that_is_no_dimension_may_change() -> None:
    value = Value[int]()
    value.put(1)
    value.put(2)
    with pytest.raises(tt.ArgumentTypeError):
        value.put("a")  # type: ignore[arg-type]


def test_what_an_instance_keeps_disturbs_nothing() -> None:
    block, memory = Block(2), Memory(zeros(3, 4))
    assert sorted(block.state_dict()) == ["linear.bias", "linear.weight"]
    assert dataclasses.fields(memory)[0].name == "keys"
    assert repr(memory) == f"Memory(keys={memory.keys!r})"
    for twin in (pickle.loads(pickle.dumps(block)), copy.deepcopy(block), copy.copy(block)):
        assert twin(zeros(3, 2)).shape == (3, 4)
        with pytest.raises(tt.ShapeError):
            twin(zeros(3, 3))


def test_instances_of_a_plain_class_share_nothing() -> None:
    @tt.checked
    class Plain:
        def take(self, x: Tensor[tuple[N]]) -> None: ...

    plain = Plain()
    plain.take(zeros(2))
    plain.take(zeros(3))
    assert vars(plain) == {}


def test_the_first_call_and_later_ones_and_those_of_subclasses_are_judged_alike() -> None:
    class Wide(Block[C]):
        pass

    for kind in (Block, Wide, Block):
        block = kind(6)
        for _ in range(3):
            assert block(zeros(4, 6)).shape == (4, 12)
            with pytest.raises(tt.ShapeError, match=r"x must have shape \(4, 6\), got \(4, 7\)"):
                block(zeros(4, 7))
        block.linear = torch.nn.Linear(6, 7)
        with pytest.raises(tt.ShapeError, match=r"result must have shape \(4, 12\), got \(4, 7\)"):
            block(zeros(4, 6))


@tt.checked
def _beside(block: Block[C], x: Tensor[tuple[N, C]]) -> None: ...


@tt.checked
def _alike(first: Block[C], others: list[Block[C]]) -> None: ...


@tt.checked
def _of_six(block: Block[Literal[6]]) -> None: ...


class Renamed(Block[K], Generic[K]): ...


@pytest.mark.parametrize("kind", [Block, Renamed])
def test_an_instance_has_its_sizes_as_an_argument_too(kind: Any) -> None:
    block = kind(6)
    _beside(block, zeros(4, 6))
    _alike(block, [block, Block(6)])
    _of_six(block)
    with pytest.raises(tt.ShapeError, match=r"(?s)x must have shape \(4, 6\), got \(4, 7\).* 6, by block.C"):
        _beside(block, zeros(4, 7))
    with pytest.raises(
        tt.ArgumentTypeError, match=r"(?s)others\[1\] must be Block\[C\], got Block\[7\].* 6, by first.C"
    ):
        _alike(block, [block, Block(7)])
    with pytest.raises(tt.ArgumentTypeError, match=r"block must be Block\[Literal\[6\]\], got Block\[7\]"):
        _of_six(Block(7))
    with pytest.raises(tt.ArgumentTypeError, match=r"block must be Block\[Literal\[6\]\], got int"):
        _of_six(6)  # type: ignore[arg-type]


def test_an_instance_of_which_no_size_is_known_goes_with_any() -> None:
    class Unchecked(Generic[C]): ...

    @tt.checked
    def beside(owner: Unchecked[C], x: Tensor[tuple[C]]) -> None: ...

    beside(Unchecked(), zeros(3))
    beside(Unchecked[Literal[3]](), zeros(3))
    with pytest.raises(tt.ShapeError, match=r"x must have shape \(4,\), got \(3,\)"):
        beside(Unchecked[Literal[4]](), zeros(3))
