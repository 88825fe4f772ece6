"""Mistakes in sizes that arithmetic of constants gives to classes of the user's."""

from typing import Final, Generic, TypeVar
from typing import Literal as L

import typed_torch as tt
from typed_torch import CPU, Float32, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
WIDTH: Final = 64


class Block(tt.nn.Module, Generic[C]):
    def __init__(self, channels: C) -> None:
        super().__init__()

    def narrowed(self, channels: C) -> None: ...

    def forward(self, x: Tensor[tuple[N, C], Float32, CPU]) -> Tensor[tuple[N, C], Float32, CPU]:
        return x


class Wrong(Block[L[64]]):
    def __init__(self) -> None:
        super().__init__(32 * 3)  # mistake: declared size


class WrongByName(Block[L[64]]):
    def __init__(self) -> None:
        super().__init__(channels=WIDTH * 2)  # mistake: declared size


def calls(block: Block[L[64]], x: Tensor[tuple[L[4], L[64]], Float32, CPU]) -> None:
    Block[L[64]](32 * 3)  # mistake: declared size
    block.narrowed(32 * 3)  # mistake: size of a class
    Block(32 * 3)(x)  # mistake for the plugin: wrong literal sizes
    declared: Block[L[64]] = Block(32 * 3)  # mistake: declared size


class Table(Generic[C]):
    def __init__(self, entries: C) -> None: ...

    def rows(self, entries: C) -> Tensor[tuple[C], Float32, CPU]:
        return tt.zeros(entries)


def named(x: Tensor[tuple[N, C], Float32, CPU]) -> None:
    n, c = x.shape
    table = Table(n)
    table.rows(n)
    table.rows(c)  # mistake: size of a class
    table.rows(x.shape[1] // 2)  # mistake: size of a class


def logged(x: Tensor[tuple[N, C], Float32, CPU], entries: N) -> None: ...


def passed(x: Tensor[tuple[N, C], Float32, CPU]) -> None:
    logged(x, x.shape[0])
    logged(x, x.shape[1])  # mistake: size of a tensor
    logged(x, 3)  # mistake: size of a tensor


def unknown(x: "Tensor[tuple[N, int], Float32]") -> None: ...  # mistake for the plugin: int for a size
def of_any_rank(x: "Tensor[tuple[int, ...], Float32]") -> None: ...  # mistake for the plugin: int for a size
def behind(x: "Tensor[tuple[N, *tuple[int, ...]], Float32]") -> None: ...  # mistake for the plugin: int for a size


def lists(x: Tensor[tuple[N, L[4]], Float32, CPU], y: Tensor[tuple[N, L[3]], Float32, CPU]) -> None:
    x.reshape(list(y.shape))  # mistake for the plugin: sizes in a list
    shape = [y.shape[0], 2]
    x.view(shape)  # mistake for the plugin: sizes in a list
