"""Names that take on another type, as they do in most model code."""

# mypy: allow-redefinition

from typing import Any, Generic, TypeVar, assert_type
from typing import Literal as L

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from typed_torch import CPU, CUDA, Device, Float32, Int64, Tensor

N = TypeVar("N", bound=int)
T = TypeVar("T", bound=int)
C = TypeVar("C", bound=int)
K = TypeVar("K", bound=int)
V = TypeVar("V", bound=int)
H = TypeVar("H", bound=int)
Dev = TypeVar("Dev", bound=Device)


def what_grows_in_a_loop(
    x: Tensor[tuple[N, L[3]], Float32, CPU], tokens: Tensor[tuple[N, T], Int64, CPU]
) -> tuple[Tensor[tuple[N, L[3]], Float32, CPU], Tensor[tuple[N, Any], Int64, CPU]]:
    rows = torch.unsqueeze(x[0], 0)
    for i in range(1, len(x)):
        rows = torch.cat((rows, torch.unsqueeze(x[i], 0)), dim=0)
        tokens = torch.cat([tokens, tokens[:, -1:]], dim=1)
    return rows, tokens


def sizes_are_those_that_were(x: Tensor[tuple[N, T, C], Float32, CPU]) -> Tensor[tuple[N, C, T], Float32, CPU]:
    n, t, c = x.shape[0], x.size(1), x.shape[-1]
    half, rest = c // 2, x.shape[:-1]
    x = x.transpose(1, 2)
    assert_type(x.new_zeros(t, n), Tensor[tuple[T, N], Float32, CPU])
    assert_type(torch.zeros(*rest, c), Tensor[tuple[N, T, C], Float32, CPU])
    assert_type(torch.cat([x[:, :half], x[:, half:]], dim=1), Tensor[tuple[N, C, T], Float32, CPU])
    return x.reshape(n, -1, t)


def created(n: N) -> None:
    adjacent = torch.zeros(n, n)
    adjacent = adjacent.t() + 1
    assert_type(adjacent, Tensor[tuple[N, N], Float32, CPU])
    adjacent = adjacent[:, :1]
    assert_type(adjacent, Tensor[tuple[N, L[1]], Float32, CPU])


def updated(x: Tensor[tuple[N, C], Float32, CPU], scale: Tensor[tuple[C], Float32, CPU], by: float, n: N) -> None:
    x /= by
    x /= scale
    x //= 2
    x %= 3
    y = x * 2
    y /= y.sum(1, keepdim=True)
    assert_type(x, Tensor[tuple[N, C], Float32, CPU])
    assert_type(y, Tensor[tuple[N, C], Float32, CPU])
    assert_type(y / n, Tensor[tuple[N, C], Float32, CPU])


class Language(nn.Module, Generic[V, H]):
    def start(self, n: N) -> tuple[Tensor[tuple[N, H], Float32, CPU], int]:
        raise NotImplementedError

    def forward(
        self, tokens: Tensor[tuple[N, T], Int64, CPU], state: Tensor[tuple[N, H], Float32, CPU]
    ) -> tuple[Tensor[tuple[N, T, V], Float32, CPU], Tensor[tuple[N, H], Float32, CPU]]:
        raise NotImplementedError

    def generate(self, prompt: Tensor[tuple[N, T], Int64, CPU]) -> None:
        state, _ = self.start(prompt.size(0))
        assert_type(state, Tensor[tuple[N, H], Float32, CPU])
        logits, state = self(prompt, state)
        token = logits[:, -1].argmax(-1, keepdim=True)
        logits, state = self(token, state)
        assert_type(logits, Tensor[tuple[N, L[1], V], Float32, CPU])


class Window(nn.Module, Generic[C, K]):
    def __init__(self, channels: C, heads: K) -> None:
        super().__init__()

    def forward(self, x: Tensor[tuple[N, C], Float32]) -> Tensor[tuple[N, C], Float32]:
        return x


class Windows(nn.Module, Generic[V]):
    def __init__(self, channels: V, heads: int) -> None:
        super().__init__()
        self.window = Window(channels, heads)

    def forward(self, x: Tensor[tuple[N, V], Float32]) -> Tensor[tuple[N, V], Float32]:
        return self.window(x)


def collated(several: list[list[int]], x: Tensor[tuple[N, C], Float32, CUDA]) -> torch.Tensor:
    rows = [torch.tensor(each, dtype=torch.long) for each in several]
    axes = [torch.linspace(0, 1, len(each)) for each in several]
    torch.meshgrid(*axes, indexing="ij")
    assert_type(x[torch.arange(x.size(0))], Tensor[tuple[N, C], Float32, CUDA])
    return pad_sequence(rows, batch_first=True)


def bound_to_itself(first: tuple[int, int, int], second: tuple[int, int], third: tuple[int, int]) -> None:
    first = first[1:]
    second = second + (1,)  # noqa: RUF005
    third = third  # noqa: PLW0127
    torch.zeros(first)
    torch.zeros(*second, third[0])


def one_mistake_at_a_time(x: Tensor[tuple[N, L[3]], Float32, CPU]) -> Tensor[tuple[N, L[4]], Float32, CPU]:
    x = x @ torch.zeros(5, 4)  # type: ignore[tensor-shape]
    return x


def bound_to_a_tensor_of_unknown_size(
    x: Tensor[tuple[N, L[3]], Float32, CPU], pads: list[int]
) -> tuple[Tensor[tuple[N, L[8]], Float32, CPU], Tensor[tuple[L[2], L[5]], Float32, CPU]]:
    x = nn.functional.pad(x, (0, pads[0]))
    assert_type(x * 2, Tensor[tuple[N, Any], Float32, CPU])
    assert_type(torch.relu(x), Tensor[tuple[N, Any], Float32, CPU])
    assert_type(x.mT, Tensor[tuple[Any, N], Float32, CPU])
    y = x.sum(0, keepdim=True)
    return x, y  # type: ignore[tensor-shape]


def unpacked(
    x: Tensor[tuple[N, C, H, V], Float32, CPU], heads: K
) -> tuple[Tensor[tuple[N, C, K], Float32, CPU], Tensor[tuple[N, C, H, K], Float32, CPU]]:
    n, c, _, _, k = *x.shape, heads
    h, v, device = *x.shape[-2:], x.device
    assert_type(torch.zeros(h, v, device=device), Tensor[tuple[H, V], Float32, CPU])
    first, *rest, last = x.shape
    assert_type(torch.zeros(first, last), Tensor[tuple[N, V], Float32, CPU])
    *lead, _ = x.shape
    assert_type(x.view(first, *rest, last), Tensor[tuple[N, C, H, V], Float32, CPU])
    return torch.zeros(n, c, k), x.new_zeros((*lead, heads))


def numbers_on_the_cpu(x: Tensor[tuple[N], Float32, CUDA]) -> Tensor[tuple[()], Float32, CUDA]:
    assert_type(x.sum() + torch.tensor(1.0), Tensor[tuple[()], Float32, CUDA])
    total = torch.tensor(0.0)
    for row in x:
        total = total + row
    return total


def devices_that_are_tested(x: Tensor[tuple[N, N], Float32, Dev]) -> Tensor[tuple[N, N], Float32, Dev]:
    ones = torch.ones(x.size(0))
    if x.is_cuda:
        ones = ones.cuda()
    return x - ones


class Cache(nn.Module):
    """What is read of an attribute that is bound twice, or comes from where no rule is, is unknown and not refused."""

    def __init__(self, length: int, policy: nn.Module) -> None:
        super().__init__()
        self.keys = torch.zeros(4, 64, length)
        self.policy = policy

    def forward(self, x: Tensor[tuple[N, T, C], Float32, Dev]) -> Tensor[tuple[N, Any, C], Float32, Dev]:
        self.keys = self.keys.to(x)
        self.keys[: x.size(0)] = x
        return self.keys[: x.size(0)]

    def act(self, x: Tensor[tuple[N, C], Float32, Dev]) -> Tensor[tuple[N, Any], Float32, Dev]:
        chosen = torch.softmax(self.policy(x), -1)
        assert_type(chosen, Tensor[Any, Any, Any])
        return chosen

    def sample(self, x: Tensor[tuple[N, C], Float32, Dev]) -> Tensor[tuple[N, C], Float32, Dev]:
        return torch.distributions.Normal(x, x.exp()).rsample()

    def plain(self, x: torch.Tensor) -> Tensor[tuple[N, C], Float32, Dev]:
        return x.relu()  # type: ignore[return-value]


def of_torchs_own(tensors: list[torch.Tensor], named: dict[str, torch.Tensor] | None = None) -> torch.Tensor:
    return torch.stack(tensors)


def of_numbers(numbers: list[int]) -> None: ...


def lists_of_typed_tensors(x: Tensor[tuple[N, C], Float32, CPU]) -> dict[str, torch.Tensor]:
    both, parts = [x.relu(), x], []
    for i in range(3):
        parts.append(x * i)
    named = {"x": x, "transposed": x.mT}
    of_torchs_own(both)
    of_torchs_own(parts, named)
    of_numbers(parts)  # type: ignore[arg-type]
    return named


def swapped(
    x: Tensor[tuple[N, C], Float32, CPU], y: Tensor[tuple[T, C], Float32, CPU], steps: int
) -> Tensor[tuple[T, N], Float32, CPU]:
    x, y = y, x
    q, k = x.mT, y.mT
    q, k = k.mT, q.mT
    assert_type(q, Tensor[tuple[N, C], Float32, CPU])
    last, this = 0, 1
    for _ in range(steps):
        last, this = this, last + this
    return x @ y.mT * last


def numbers_of_python(x: Tensor[tuple[N, C], Float32, CPU], steps: int) -> None:
    for i in range(steps):
        assert_type(x / 2**i, Tensor[tuple[N, C], Float32, CPU])
    assert_type([abs(row) for row in x], list[Tensor[tuple[C], Float32, CPU]])


def of_size(size: torch.Size) -> int:
    return size.numel()


def shapes_are_sizes(x: Tensor[tuple[N, C], Float32, CPU]) -> torch.Size:
    of_size(x.shape[1:])
    return x.shape if x.shape.numel() else torch.Size(x.shape)
