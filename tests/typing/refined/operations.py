"""torch's own names on typed tensors, in code that imports torch."""

from typing import Any, TypeVar, assert_type
from typing import Literal as L

import torch
import torch.nn.functional as F

from typed_torch import CPU, CUDA, Bool, Device, Dim, Float16, Float32, Float64, Floating, Int64, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
H = TypeVar("H", bound=int)
W = TypeVar("W", bound=int)
S = TypeVar("S", bound=tuple[Any, ...])
D = TypeVar("D", bound=Floating)
Dev = TypeVar("Dev", bound=Device)

X = Tensor[tuple[L[2], L[3], L[4]], Float32, CPU]


def one_rule_has_many_names(x: X) -> None:
    assert_type(torch.relu(x), X)
    assert_type(F.relu(x), X)
    assert_type(x.relu(), X)
    assert_type(F.gelu(x), X)
    assert_type(x.cos().exp().abs(), X)
    assert_type(torch.sigmoid(input=x), X)


def shapes_are_computed(x: X, several: list[int]) -> None:
    i = len(several)
    assert_type(x.transpose(1, 2), Tensor[tuple[L[2], L[4], L[3]], Float32, CPU])
    assert_type(x.view(2, -1), Tensor[tuple[L[2], L[12]], Float32, CPU])
    assert_type(x.reshape((6, 4)), Tensor[tuple[L[6], L[4]], Float32, CPU])
    assert_type(torch.flatten(x, 1), Tensor[tuple[L[2], L[12]], Float32, CPU])
    assert_type(x.permute(2, 0, 1), Tensor[tuple[L[4], L[2], L[3]], Float32, CPU])
    assert_type(x.unsqueeze(0).squeeze(0), X)
    assert_type(x.expand(5, -1, -1, -1), Tensor[tuple[L[5], L[2], L[3], L[4]], Float32, CPU])
    assert_type(x.view(i, 12), Tensor[tuple[Any, L[12]], Float32, CPU])
    assert_type(x.mean(dim=(0, 1)), Tensor[tuple[L[4]], Float32, CPU])
    assert_type(x.sum(-1, keepdim=True), Tensor[tuple[L[2], L[3], L[1]], Float32, CPU])
    assert_type(x.sum(), Tensor[tuple[()], Float32, CPU])
    assert_type(x @ x.transpose(1, 2), Tensor[tuple[L[2], L[3], L[3]], Float32, CPU])
    assert_type(torch.cat([x, x], 1), Tensor[tuple[L[2], L[6], L[4]], Float32, CPU])
    assert_type(x * x.mean(0), X)
    first, _ = x.chunk(2, dim=2)
    assert_type(first, Tensor[tuple[L[2], L[3], L[2]], Float32, CPU])
    values, places = x.max(1)
    assert_type(values, Tensor[tuple[L[2], L[4]], Float32, CPU])
    assert_type(places, Tensor[tuple[L[2], L[4]], Int64, CPU])


def dtypes_are_promoted(x: X, n: Tensor[tuple[L[4]], Int64, CPU], h: Tensor[tuple[L[4]], Float16, CUDA]) -> None:
    assert_type(x > 0, Tensor[tuple[L[2], L[3], L[4]], Bool, CPU])
    assert_type(~(x > 0) & (x < 2), Tensor[tuple[L[2], L[3], L[4]], Bool, CPU])
    assert_type(x + n, X)
    assert_type(n + 1, Tensor[tuple[L[4]], Int64, CPU])
    assert_type(n + 0.5, Tensor[tuple[L[4]], Float32, CPU])
    assert_type(n / 2, Tensor[tuple[L[4]], Float32, CPU])
    assert_type(1 - h, Tensor[tuple[L[4]], Float16, CUDA])
    assert_type(n.sin(), Tensor[tuple[L[4]], Float32, CPU])
    assert_type(h.sum(dtype=torch.float64), Tensor[tuple[()], Float64, CUDA])
    assert_type(x.argmax(1), Tensor[tuple[L[2], L[4]], Int64, CPU])
    with torch.autocast("cuda"):
        assert_type(torch.exp(h), Tensor[tuple[L[4]], Any, CUDA])


def type_variables_are_kept(
    x: Tensor[tuple[N, C, H, W], D, Dev], y: Tensor[tuple[N, C], D, Dev], z: Tensor[S, D, Dev], i: int, f: float
) -> Tensor[tuple[N, C, W, H], D, Dev]:
    assert_type(torch.relu(z), Tensor[S, D, Dev])
    assert_type(z + f, Tensor[S, D, Dev])
    assert_type(x.mean((2, 3)) + y, Tensor[tuple[N, C], D, Dev])
    assert_type(f * x / i, Tensor[tuple[N, C, H, W], D, Dev])
    assert_type(x.flatten(2), Tensor[tuple[N, C, Dim[L["H * W"]]], D, Dev])
    assert_type(x == x, Tensor[tuple[N, C, H, W], Bool, Dev])
    return F.silu(x).transpose(2, 3)


def what_is_not_known_is_not_claimed(x: X, t: torch.Tensor, sizes: list[int]) -> None:
    assert_type(x + t, Tensor[tuple[*tuple[Any, ...], L[2], L[3], L[4]], Any, Any])
    assert_type(x.view(sizes), Tensor[Any, Float32, CPU])
    assert_type(torch.relu(t), torch.Tensor)
    assert_type(t.view(2, 3), torch.Tensor)


def starred_sizes(x: Tensor[tuple[C, N, L[8]], Float32, CPU]) -> None:
    assert_type(x.reshape(*x.shape[:-1], -1, 2), Tensor[tuple[C, N, L[4], L[2]], Float32, CPU])
    assert_type(x.view((*x.shape[:-1], 2, 4)), Tensor[tuple[C, N, L[2], L[4]], Float32, CPU])
    shape = x.shape[:-1] + (2, 4)  # noqa: RUF005
    assert_type(x.view(shape), Tensor[tuple[C, N, L[2], L[4]], Float32, CPU])
    assert_type(x.permute(*[2, 0, 1]), Tensor[tuple[L[8], C, N], Float32, CPU])


def powers(x: Tensor[tuple[N], Float32, CPU]) -> None:
    assert_type(torch.zeros(x.size(0) ** 2 + 1), Tensor[tuple[Dim[L["N * N + 1"]]], Float32, CPU])


def rows(x: Tensor[tuple[N, C], Float32, CPU], edges: Tensor[tuple[L[2], H], Int64, CPU], plain: torch.Tensor) -> None:
    source, target = edges
    assert_type(source, Tensor[tuple[H], Int64, CPU])
    assert_type(x[target], Tensor[tuple[H, C], Float32, CPU])
    for row in x:
        assert_type(row, Tensor[tuple[C], Float32, CPU])
    for _, row in enumerate(x):
        assert_type(row, Tensor[tuple[C], Float32, CPU])
    for row, edge in zip(x, edges, strict=False):
        assert_type(row, Tensor[tuple[C], Float32, CPU])
        assert_type(edge, Tensor[tuple[H], Int64, CPU])
    for each in plain:
        assert_type(each, Any)


def written(x: Tensor[tuple[N, H, C], Float32, CPU], row: Tensor[tuple[C], Float32, CPU], k: int) -> None:
    x[:, k] = row
    x[k, ...] = 0
    x[x < 0] = 1.0
    x[:, 0, :] = row[None]
    x[k] = x.sum(1)  # type: ignore[tensor-shape]
    x[torch.arange(2)] = row.long()  # type: ignore[tensor-dtype]
    x[0, 0, 0, 0] = 1  # type: ignore[tensor-shape]


def chosen_by_lists(
    x: X, places: list[int], mask: list[bool], rows: list[list[int]], at: tuple[int, int], anything: list[Any]
) -> None:
    assert_type(x[places], Tensor[tuple[Any, L[3], L[4]], Float32, CPU])
    assert_type(x[:, places], Tensor[tuple[L[2], Any, L[4]], Float32, CPU])
    assert_type(x[mask], Tensor[tuple[Any, L[3], L[4]], Float32, CPU])
    assert_type(x[..., [place + 1 for place in places]], Tensor[tuple[L[2], L[3], Any], Float32, CPU])
    assert_type(x[:, places, places], Tensor[tuple[L[2], Any], Float32, CPU])
    assert_type(x[at], Tensor[tuple[L[4]], Float32, CPU])
    assert_type(x[rows], Tensor[Any, Float32, CPU])
    assert_type(x[:, anything], Tensor[Any, Float32, CPU])
