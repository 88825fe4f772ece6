"""Where something is unknown, or chosen by code, nothing is claimed that may be wrong."""
# mypy: allow-redefinition, allow-untyped-defs, allow-untyped-calls

import contextlib
from enum import Enum
from typing import Any, TypeVar, assert_type
from typing import Literal as L

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import weight_norm

from typed_torch import CPU, Bool, Dim, Float32, Int64, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
D = TypeVar("D", bound=int)
H = TypeVar("H", bound=int)


def an_unknown_tensor_decides_the_dtype(
    u: Any,
    plain: torch.Tensor,
    i: Tensor[tuple[N], Int64, CPU],
    m: Tensor[tuple[N], Bool, CPU],
    t: Tensor[tuple[N], Float32, CPU],
) -> None:
    assert_type(torch.gather(u, 0, i), Tensor[tuple[N], Any, Any])
    assert_type(F.cross_entropy(u, i), Tensor[Any, Any, Any])
    assert_type(torch.masked_fill(u, m, 1.0), Tensor[Any, Any, Any])
    assert_type(nn.Linear(3, 4)(plain).masked_fill(u, 1.0), Tensor[Any, Any, Any])
    assert_type(nn.Linear(3, 4)(plain).masked_scatter(u, plain) - 1, Tensor[Any, Any, Any])
    assert_type(torch.isclose(u, nn.Linear(3, 4)(plain)), Tensor[tuple[*tuple[Any, ...], L[4]], Bool, Any])
    assert_type(torch.searchsorted(t, u), Tensor[Any, Int64, Any])
    assert_type(torch.add(t, u), Tensor[tuple[*tuple[Any, ...], N], Any, Any])
    assert_type(torch.cat([t, u]), Tensor[tuple[Any], Any, CPU])
    assert_type(torch.matmul(t, u), Tensor[Any, Float32, CPU])
    assert_type(torch.clamp(u, min=i), Tensor[tuple[*tuple[Any, ...], N], Any, Any])


def loss_of_an_unknown_model(
    model: nn.Module, x: torch.Tensor, y: Tensor[tuple[N], Int64, CPU]
) -> Tensor[tuple[()], Float32, CPU]:
    return F.cross_entropy(model(x), y)


def a_name_that_may_be_anything(x: Tensor[tuple[N, D], Float32, CPU], layers: nn.ModuleList, c: bool) -> None:
    y = x.relu()
    if c:
        y = layers[0](y)
    y.relu() + torch.zeros(7)
    assert_type(torch.relu(y), Tensor[Any, Any, Any])


def rebound(
    x: Tensor[tuple[N, D], Float32, CPU], y: Tensor[Any, Any, Any], rows: int
) -> Tensor[tuple[N, D], Float32, CPU]:
    shortcut = x
    x = x.view(rows, rows, -1, 2)
    x = y  # mypy takes it for any of the three from here on
    return x + shortcut


def stretched(
    x: Tensor[tuple[N, D], Float32, CPU],
    y: Tensor[tuple[Any, D], Float32, CPU],
    one: Tensor[tuple[N, L[1]], Float32, CPU],
) -> None:
    assert_type(x * y, Tensor[tuple[N, D], Float32, CPU])
    assert_type(one * y, Tensor[tuple[N, D], Float32, CPU])
    assert_type(one[0] * y[0], Tensor[tuple[D], Float32, CPU])
    assert_type(one * y[:, None], Tensor[tuple[Any, N, D], Float32, CPU])


def kept_or_not(x: Tensor[tuple[N, D], Float32, CPU], c: bool, d: bool) -> Tensor[tuple[N], Float32, CPU]:
    y = x.sum(1)
    if d:
        y = y if c else y.abs()
    return y


def padded_to_even(x: Tensor[tuple[N, D], Float32, CPU]) -> Tensor[tuple[N, Dim[L["(D + 1) // 2"]]], Float32, CPU]:
    if x.size(1) % 2 == 1:
        x = F.pad(x, (0, 1))
    return x[:, 0::2] + x[:, 1::2]


def embedded(t: Tensor[tuple[N], Int64, CPU], dim: D) -> Tensor[tuple[N, D], Float32, CPU]:
    e = t[:, None].float() * torch.arange(dim // 2)[None]
    e = torch.cat([e.cos(), e.sin()], dim=-1)
    if dim % 2:
        e = torch.cat([e, torch.zeros_like(e[:, :1])], dim=-1)
    return e


class Coupling(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.kept = dim // 2
        self.net = nn.Linear(self.kept, dim - self.kept)
        self.of_half = nn.Linear(dim // 2, 7)

    def forward(self, x: Tensor[tuple[N, D], Float32, CPU]) -> Tensor[tuple[N, D], Float32, CPU]:
        self.of_half(x[:, : x.size(1) // 2])
        a, b = x[:, : self.kept], x[:, self.kept :]
        return torch.cat([a, b + self.net(a)], dim=1)


def under_autocast(x: Tensor[tuple[N, L[4]], Float32, CPU], net: nn.Module, amp: bool) -> None:
    fc = nn.Linear(4, 5)
    context = torch.autocast("cpu", dtype=torch.bfloat16) if amp else contextlib.nullcontext()
    with context:
        assert_type(fc(x), Tensor[tuple[N, L[5]], Any, CPU])
    with contextlib.ExitStack() as stack:
        stack.enter_context(torch.autocast("cpu", dtype=torch.bfloat16))
        assert_type(fc(x), Tensor[tuple[N, L[5]], Any, CPU])
    assert_type(fc(x), Tensor[tuple[N, L[5]], Float32, CPU])


class Base(nn.Module):
    def forward(self, x: Tensor[tuple[Dim[L["4 * H"]]], Float32, CPU]) -> Tensor[tuple[Dim[L["4 * H"]]], Float32, CPU]:
        return x.relu()

    def doubled(self, x: Tensor[tuple[H], Float32, CPU]) -> Tensor[tuple[Dim[L["2 * H"]]], Float32, CPU]:
        return x.repeat(2)


class Derived(Base):
    def forward(self, x: Tensor[tuple[Dim[L["4 * H"]]], Float32, CPU]) -> Tensor[tuple[Dim[L["4 * H"]]], Float32, CPU]:
        return super().forward(x)

    def doubled(self, x: Tensor[tuple[C], Float32, CPU]) -> Tensor[tuple[Dim[L["2 * C"]]], Float32, CPU]:
        return x.repeat(2)


class Scaled(nn.Linear):
    def forward(self, x: Tensor[tuple[N, D], Float32, CPU]) -> Tensor[tuple[N, Any], Float32, CPU]:
        y = super().forward(x)
        return y * 2


def features(x: Tensor[tuple[N], Float32, CPU]) -> tuple[Tensor[tuple[N], Float32, CPU], list[torch.Tensor]]:
    maps = [x, x * 2]
    return x, maps


class Kind(Enum):
    PLAIN = 1
    NORMED = 2


class OfAKind(nn.Module):
    kind: L[Kind.NORMED]

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.chain = weight_norm(nn.Conv1d(3, 4, 5)), made_of_kind(Kind.PLAIN)

    def forward(self, x: Tensor[tuple[N, L[3], L[9]], Float32, CPU]) -> None:
        assert_type(self.conv(x), Tensor[tuple[N, L[4], L[5]], Float32, CPU])
        assert_type(self.chain(x), Tensor[tuple[N, L[3], L[2]], Float32, CPU])


def made_of_kind(kind: L[Kind.PLAIN, Kind.NORMED]) -> nn.Sequential:
    return nn.Sequential(nn.Linear(9, 2), nn.ReLU())


def sized_by_a_number(width: D, rows: N) -> Tensor[tuple[N, D], Float32, CPU]:
    return torch.zeros(rows, width)


class OfANumber(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.fc, self.width = nn.Linear(width, 3), width

    def forward(self) -> None:
        assert_type(self.fc(sized_by_a_number(self.width, 2)), Tensor[tuple[L[2], L[3]], Float32, CPU])


Kept = TypeVar("Kept")


def keep(x: Kept) -> Kept:
    return x


class Passed(nn.Module):
    def __init__(self, features: nn.Module) -> None:
        super().__init__()
        self.features, self.head = features, nn.Linear(64, 10)

    def forward(self, x: Tensor[tuple[N, C, H, D], Float32, CPU]) -> Tensor[tuple[N, Any], Float32]:
        x = self.features(x)
        x = torch.flatten(x, 1)
        x = self.head(x)
        return keep(x)


class OfABuffer(nn.Module):
    """Code chooses between a plain tensor, of which nothing is known, and what a layer makes of one or of anything."""

    def __init__(self, width: int, table: torch.Tensor) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.register_buffer("table", table)

    def forward(self, x: Tensor[tuple[N, D], Float32]) -> Any:
        x = x + self.table[0]  # type: ignore[index]
        if self.training:
            x = self.norm(x)
        return x


def a_tensor_or_a_parameter(which: bool, table: torch.Tensor) -> None:
    w = torch.rand(3) if which else nn.Parameter(table)
    v = torch.rand(3) if which else torch.FloatTensor(4, 5)
    assert_type(w + torch.rand(4, 5), Tensor[Any, Any, Any])
    assert_type(torch.relu(v + torch.rand(4, 5)), Tensor[Any, Any, Any])


def made_of_data(n: int, numbers: list[int], shape: torch.Size, x: Tensor[tuple[N, D], Float32]) -> None:
    assert_type(torch.Tensor([[1, 2, 3], [4, 5, 6]]), Tensor[tuple[L[2], L[3]], Float32, CPU])
    assert_type(torch.Tensor(4, 5), Tensor[tuple[L[4], L[5]], Float32, CPU])
    assert_type(torch.Tensor(numbers), Tensor[tuple[Any], Float32, CPU])
    assert_type(torch.Tensor(shape), Tensor[Any, Any, Any])
    found: Tensor[Any, Any, Any] = torch.LongTensor([numbers, numbers])


class Typed(nn.Module):
    def forward(self, x: Tensor[tuple[N, L[8]], Float32]) -> Tensor[tuple[N, L[8]], Float32]:
        return x


class Untyped(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x: Any) -> Any:
        return self.fc(x)


class FirstPass(nn.Module):
    """The first pass of a loop makes of ``x`` what the others take."""

    def __init__(self, depth: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(depth)])
        self.typed = nn.ModuleList([Typed() for _ in range(depth)])
        self.untyped = nn.ModuleList([Untyped() for _ in range(depth)])
        self.first = nn.Linear(4, 8)

    def chosen(self, x: Tensor[tuple[N, L[4]], Float32]) -> Tensor[tuple[N, L[8]], Float32]:
        for i, layer in enumerate(self.layers):
            x = self.first(x) if i == 0 else layer(x)
        return x

    def later(self, x: Tensor[tuple[N, L[4]], Float32]) -> Tensor[tuple[N, L[8]], Float32]:
        for i, layer in enumerate(self.typed):
            if i > 0:  # noqa: SIM108
                x = layer(x)
            else:
                x = self.first(x)
        return x

    def one_of_many(self, x: Tensor[tuple[N, L[4]], Float32]) -> Tensor[tuple[N, L[8]], Float32]:
        for i, layer in enumerate(self.untyped):
            if i == 0:
                x = self.first(x)
            elif i == 1:
                x = layer(layer(x))
            elif i == 2:
                x = layer(layer(layer(x)))
            elif i == 3:
                x = layer(x) + layer(layer(x)) * layer(x)
            elif i == 4:
                x = layer(x) - layer(layer(x)) / layer(x)
            else:
                x = layer(x).relu() + self.layers[i](layer(x))
        return x

    def sooner(self, x: Tensor[tuple[N, L[4]], Float32]) -> Tensor[tuple[N, L[8]], Float32]:
        for i, layer in enumerate(self.untyped):
            if i == 0:
                x = self.first(x)
            if i > 0:
                x = layer(x)
        return x


class InABranch(nn.Module):
    """What a branch replaces, or leaves with, is not returned."""

    def replaced(self, x: Tensor[tuple[N, D], Float32], kept: Any, keep: bool) -> Tensor[tuple[N], Float32]:
        out = x.sum(0)
        if keep:
            out = kept
        elif x.is_cuda:
            out = x[:, 0]
        else:
            return x.sum(1)
        return out

    def left(self, x: Tensor[tuple[N, D], Float32], kept: Any, keep: bool) -> Tensor[tuple[N], Float32]:
        out = kept
        if keep:
            out = x.sum(0)
            return x @ out
        return out  # type: ignore[no-any-return]


def normed(i, o):
    return weight_norm(nn.Linear(i, o))


class OfAHelper(nn.Module):
    """mypy itself says nothing of what a helper without annotations gives, and lists may hold others beside it."""

    def __init__(self, activation: nn.Module) -> None:
        super().__init__()
        first, later = [normed(3, 4)], [nn.ReLU()]
        first.append(nn.Tanh())
        first.append(activation)
        first += [nn.ReLU(), nn.Tanh()]
        later.append(normed(4, 4))
        later += [normed(4, 4)]
        self.first, self.later = nn.Sequential(*first), nn.Sequential(*later)


class Updated(nn.Module):
    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self.weight, self.total = nn.Parameter(torch.randn(rows, columns)), torch.zeros(rows, columns)

    def update(self) -> None:
        self.weight.data /= self.weight.data.norm(dim=-1, keepdim=True)
        self.weight.data *= 2
        self.total += self.weight.detach()
        self.total -= self.total.mean()
