"""What the plugin reads from calls: sizes, pinned type variables, results of rules."""

from typing import Any, Final, Generic, TypeVar, assert_type
from typing import Literal as L

import typed_torch as tt
from typed_torch import CPU, CUDA, Bool, Dim, Float32, Float64, Tensor
from typed_torch.nn.functional import group_norm

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)

WIDTH: Final = 2 * 32
PAIR: Final = (4, 6)


def creation(several: list[int], c: C, literal: L[3]) -> None:
    n = len(several)
    assert_type(tt.randn(4, 6), Tensor[tuple[L[4], L[6]], Float32, CPU])
    assert_type(tt.zeros((4, 6)), Tensor[tuple[L[4], L[6]], Float32, CPU])
    assert_type(tt.ones([4, 6]), Tensor[tuple[L[4], L[6]], Float32, CPU])
    assert_type(tt.rand(4, WIDTH, dtype=tt.float64, device="cuda:0"), Tensor[tuple[L[4], L[64]], Float64, CUDA])
    assert_type(tt.empty(PAIR), Tensor[tuple[L[4], L[6]], Float32, CPU])
    assert_type(tt.empty(literal, n, c), Tensor[tuple[L[3], Any, C], Float32, CPU])
    assert_type(tt.randn(3 * 2, 8 - 4), Tensor[tuple[L[6], L[4]], Float32, CPU])
    assert_type(tt.full((4, 6), 0.5), Tensor[tuple[L[4], L[6]], Float32, CPU])
    assert_type(tt.full(4, 6, fill_value=True), Tensor[tuple[L[4], L[6]], Bool, CPU])
    assert_type(tt.zeros_like(tt.randn(4, 6)), Tensor[tuple[L[4], L[6]], Float32, CPU])
    assert_type(tt.randn(()), Tensor[tuple[()], Float32, CPU])


def extrema(x: Tensor[tuple[N, C], Float32, CPU], heads: int) -> None:
    n, c = x.shape
    assert_type(tt.zeros(max(n, 3), min(c, n)), Tensor[tuple[Dim[L["max(N, 3)"]], Dim[L["min(C, N)"]]], Float32, CPU])
    assert_type(max(heads, 3), int)
    heads = min(heads, c)  # which its own value is asked for
    assert_type(heads, int)


class Block(tt.nn.Module, Generic[C]):
    def __init__(self, channels: C, groups: int = 8) -> None:
        super().__init__()
        self.norm = tt.nn.GroupNorm(groups, channels)
        assert_type(self.norm, tt.nn.GroupNorm[C])

    def forward(self, x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> Tensor[tuple[N, C, H, W], Float32, CPU]:
        return self.norm(x)


class Resize(tt.nn.Module, Generic[C, W]):
    def __init__(self, channels: tuple[C, W]) -> None:
        super().__init__()


def head(width: C) -> Tensor[tuple[C], Float32, CPU]:
    return tt.ones(width)


def pinning(n: int, c: C) -> None:
    assert_type(tt.nn.GroupNorm(32, 64), tt.nn.GroupNorm[L[64]])
    assert_type(tt.nn.GroupNorm(num_channels=WIDTH, num_groups=32), tt.nn.GroupNorm[L[64]])
    assert_type(tt.nn.GroupNorm(1, n), tt.nn.GroupNorm[Any])
    assert_type(tt.nn.GroupNorm(1, c), tt.nn.GroupNorm[C])
    assert_type(Block(256), Block[L[256]])
    assert_type(Block(n), Block[Any])
    assert_type(Block(c), Block[C])
    assert_type(Resize((3, 64)), Resize[L[3], L[64]])
    assert_type(head(10), Tensor[tuple[L[10]], Float32, CPU])
    assert_type(tt.zeros(3, n) @ head(n), Tensor[tuple[L[3]], Float32, CPU])
    assert_type(Block(64)(tt.randn(4, 64, 8, 8)), Tensor[tuple[L[4], L[64], L[8], L[8]], Float32, CPU])


def ints_stay_ints(first: N, second: N) -> N:
    return first


def listed(n: N) -> list[N]:
    return [n]


def variables_that_are_no_sizes() -> None:
    total = ints_stay_ints(4, 6)
    total = 7
    several: list[int] = listed(total)
    several = listed(3)
    print(total, several)


def displays(n: int) -> None:
    several = [tt.randn(2, 3), tt.randn(4, 3)]
    assert_type(several, list[Tensor[Any, Float32, CPU]])
    pyramid = [Block(64)(tt.randn(2, 64, 8, 8)), Block(128)(tt.randn(2, 128, 4, 4))]
    assert_type(pyramid, list[Tensor[Any, Float32, CPU]])
    blocks = [Block(64), Block(n), Block(128)]
    assert_type(blocks, list[Block[Any]])
    norms = {"narrow": tt.nn.GroupNorm(8, 64), "wide": tt.nn.GroupNorm(8, 128)}
    assert_type(norms, dict[str, tt.nn.GroupNorm[Any]])
    assert_type([tt.randn(2, 3)], list[Tensor[tuple[L[2], L[3]], Float32, CPU]])
    assert_type(
        (tt.randn(2, 3), tt.randn(4)), tuple[Tensor[tuple[L[2], L[3]], Float32, CPU], Tensor[tuple[L[4]], Float32, CPU]]
    )


def rules(several: list[int]) -> None:
    n = len(several)
    x = tt.randn(4, 6, 2, 3)
    assert_type(group_norm(x, 3, tt.ones(6)), Tensor[tuple[L[4], L[6], L[2], L[3]], Float32, CPU])
    assert_type(tt.matmul(x, tt.randn(6, 3, 5)), Tensor[tuple[L[4], L[6], L[2], L[5]], Float32, CPU])
    assert_type(tt.matmul(tt.randn(1, 2, 3), tt.randn(7, 3, 5)), Tensor[tuple[L[7], L[2], L[5]], Float32, CPU])
    assert_type(tt.matmul(tt.randn(3), tt.randn(3)), Tensor[tuple[()], Float32, CPU])
    assert_type(tt.cat([x, tt.randn(n, 6, 2, 3)]), Tensor[tuple[Any, L[6], L[2], L[3]], Float32, CPU])
    assert_type(tt.cat([x, x, x], dim=-1), Tensor[tuple[L[4], L[6], L[2], L[9]], Float32, CPU])


class Table(Generic[C]):
    def __init__(self, entries: C) -> None:
        self.entries = entries

    def rows(self, entries: C) -> Tensor[tuple[C], Float32, CPU]:
        return tt.zeros(entries)


def summed(x: Tensor[tuple[N, C], Float32, CPU], entries: N) -> Tensor[tuple[N], Float32, CPU]:
    return x.sum(1)


def height_and_width(x: Tensor[tuple[N, C, H, W], Float32, CPU]) -> tuple[H, W]:
    return x.shape[-2], x.shape[-1]


class Scaled:
    def __init__(self, x: Tensor[tuple[N, C, H], Float32, CPU]) -> None:
        self.width = x.shape[1]
        self.widths = [x.shape[2]]

    def widen(self) -> None:
        self.width = 4
        self.widths.append(self.width)


def sizes_are_ints_to_all_else(x: Tensor[tuple[N, C, H], Float32, CPU], known: int) -> list[int]:
    n, c, h = x.shape
    assert_type([n, 3], list[int])
    assert_type({"entries": n, "channels": 8}, dict[str, int])
    assert_type((max([n, 3]), sum([c, 2]), max(2.0, n)), tuple[int, int, float])
    table = Table(x.size(0))
    assert_type(table.rows(x.shape[0]), Tensor[tuple[N], Float32, CPU])
    assert_type(table.rows(n), Tensor[tuple[N], Float32, CPU])
    assert_type(table.rows(known), Tensor[tuple[N], Float32, CPU])
    assert_type(Table(64).rows(known), Tensor[tuple[L[64]], Float32, CPU])
    assert_type(summed(x[:, 0], x.size(0)), Tensor[tuple[N], Float32, CPU])
    assert_type(summed(x[:, 0], known), Tensor[tuple[N], Float32, CPU])
    if c > 64:
        c = 64
    sizes = [h]
    sizes += [3, c]
    sizes[0] = 4
    return sizes


def lists_of_sizes(x: Tensor[tuple[N, C, H], Float32, CPU], y: Tensor[tuple[N], Float32, CPU]) -> None:
    shape = list(x.shape)
    assert_type(tt.zeros(shape), Tensor[tuple[N, C, H], Float32, CPU])
    assert_type(y.new_zeros([*list(x.shape[:-1]), 4]), Tensor[tuple[N, C, L[4]], Float32, CPU])
    assert_type(y.view(y.shape[0], *((1,) * (x.ndim - 1))), Tensor[tuple[N, L[1], L[1]], Float32, CPU])
    assert_type(y.view((x.shape[0],) + (1,) * (len(x.shape) - 1)), Tensor[tuple[N, L[1], L[1]], Float32, CPU])


def lists_that_change(x: Tensor[tuple[N, C, H], Float32, CPU], flag: bool) -> None:
    popped, reversed_, replaced, named, chosen = list(x.shape), list(x.shape), list(x.shape), list(x.shape), [1]
    last = popped.pop()
    reversed_.reverse()
    replaced[1] = last
    other = named
    other.append(3)
    if flag:
        chosen = list(x.shape)
    for shape in (popped, reversed_, replaced, named, chosen):
        assert_type(tt.zeros(shape), Tensor[Any, Float32, CPU])
    assert_type(tt.zeros(popped), Tensor[Any, Float32, CPU])
    assert_type(tt.zeros(reversed_), Tensor[Any, Float32, CPU])
    assert_type(tt.zeros(replaced), Tensor[Any, Float32, CPU])
    assert_type(tt.zeros(named), Tensor[Any, Float32, CPU])
    assert_type(tt.zeros(chosen), Tensor[Any, Float32, CPU])
