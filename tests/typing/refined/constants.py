"""Sizes that arithmetic of constants gives, in classes and functions of the user's; other arithmetic stays ``int``."""

from collections.abc import Sequence
from typing import Any, Final, Generic, TypeVar, assert_type
from typing import Literal as L

import sizes

import typed_torch as tt
from typed_torch import CPU, Float32, Tensor

C = TypeVar("C", bound=int)
K = TypeVar("K", bound=int)

WIDTH: Final = 64
DEPTH: Final[int] = WIDTH // 2
HEADS = 4


class Block(tt.nn.Module, Generic[C]):
    FACTOR: Final = 4

    def __init__(self, channels: C, groups: int = 8) -> None:
        super().__init__()

    def widened(self, channels: C, by: K) -> "Block[K]":
        return Block(by)


class Resize(tt.nn.Module, Generic[C, K]):
    def __init__(self, sizes: tuple[C, K]) -> None:
        super().__init__()


class Narrow(Block[L[64]]):
    def __init__(self) -> None:
        super().__init__(32 * 2)


class Named(Block[L[64]]):
    def __init__(self) -> None:
        super().__init__(channels=2 * WIDTH // 2, groups=2 * 4)


class Imported(Block[L[128]]):
    def __init__(self) -> None:
        super().__init__(sizes.WIDTH * 2, 1 + 1)


class Signed(Block[L[64]]):
    def __init__(self) -> None:
        super().__init__(-8 * -8)


class Twice(Narrow):
    pass


class Passing(Block[K], Generic[K]):
    def __init__(self, channels: K) -> None:
        super().__init__(channels, 2 * 4)


def head(width: C) -> Tensor[tuple[C], Float32, CPU]:
    return tt.ones(width)


def pinned(n: int, three: L[3]) -> None:
    assert_type(Block(64 + 64), Block[L[128]])
    assert_type(Block(channels=2**7 - 3 % 2), Block[L[127]])
    assert_type(Block(2 * WIDTH), Block[L[128]])
    assert_type(Block(DEPTH + 1), Block[L[33]])
    assert_type(Block(sizes.WIDTH * 2, 2 * 2), Block[L[128]])
    assert_type(Block(Block.FACTOR * 16), Block[L[64]])
    assert_type(Block(three * 2), Block[L[6]])
    assert_type(Block(three), Block[L[3]])
    assert_type(Block(-1 * -8), Block[L[8]])
    assert_type(Block(n * 2), Block[Any])
    assert_type(Block(HEADS * 16), Block[L[64]])
    assert_type(Block(n // 0 if n else 3), Block[Any])
    assert_type(Resize((2 * 3, WIDTH)), Resize[L[6], L[64]])
    assert_type(Resize((2 * 3, 2 * n)), Resize[L[6], Any])
    assert_type(head(5 + 5), Tensor[tuple[L[10]], Float32, CPU])
    assert_type(tt.zeros(sizes.WIDTH + 1, 2 * three), Tensor[tuple[L[65], L[6]], Float32, CPU])
    declared: Block[L[128]] = Block(64 * 2)
    print(declared)


def already_of_a_size(block: Block[L[64]], n: int) -> None:
    assert_type(block.widened(32 + 32, 2 * 2), Block[L[4]])
    assert_type(block.widened(64, n), Block[Any])


def from_stars(xs: list[int], pair: tuple[int, int], options: dict[str, int], sequence: Sequence[int]) -> None:
    assert_type(Block(*xs), Block[Any])
    assert_type(Block(*pair), Block[Any])
    assert_type(Block(*sequence), Block[Any])
    assert_type(Block(*range(3)), Block[Any])
    assert_type(Block(**options), Block[Any])
    assert_type(Block(64, *xs), Block[L[64]])
    assert_type(head(*xs), Tensor[tuple[Any], Float32, CPU])


def plain_arithmetic_stays_int() -> None:
    x = 3 * 4
    x = 13
    several = [2 * 2, 3 + 3]
    several.append(7)
    assert_type(x, int)
    assert_type(several, list[int])
    assert_type({"a": 2**3}, dict[str, int])
