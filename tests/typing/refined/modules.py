"""torch's modules and computed sizes, in code that imports torch."""

from collections import OrderedDict
from typing import Any, Generic, TypeVar, assert_type
from typing import Literal as L

import torch
from torch import nn

from typed_torch import CPU, CUDA, Dim, Float16, Float32, Int64, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
T = TypeVar("T", bound=int)
H = TypeVar("H", bound=int)
K = TypeVar("K", bound=int)

H2 = Dim[L["H // 2"]]


def halved(x: Tensor[tuple[N, H], Float32, CPU]) -> Tensor[tuple[N, H2], Float32, CPU]:
    _, h = x.shape
    return x[:, : h // 2]


def doubled(x: Tensor[tuple[N, H], Float32, CPU]) -> Tensor[tuple[N, Dim[L["2 * H"]]], Float32, CPU]:
    return torch.cat([x, x], dim=1)


def even(x: Tensor[tuple[N, Dim[L["2 * H"]]], Float32, CPU]) -> Tensor[tuple[N, H], Float32, CPU]:
    return x[:, ::2]


def sizes_are_computed(x: Tensor[tuple[L[6], L[8]], Float32, CPU], y: Tensor[tuple[N, K], Float32, CPU]) -> None:
    assert_type(halved(x), Tensor[tuple[L[6], L[4]], Float32, CPU])
    assert_type(even(x), Tensor[tuple[L[6], L[4]], Float32, CPU])
    assert_type(halved(doubled(y)), Tensor[tuple[N, K], Float32, CPU])
    assert_type(doubled(halved(y)), Tensor[tuple[N, Dim[L["2 * (K // 2)"]]], Float32, CPU])
    assert_type(even(doubled(y)), Tensor[tuple[N, K], Float32, CPU])


def values_are_sizes(x: Tensor[tuple[N, T, C], Float32, CPU], i: Tensor[tuple[T], Int64, CPU]) -> None:
    n, t, c = x.shape
    half = t // 2
    assert_type(x.view(n, t * c), Tensor[tuple[N, Dim[L["C * T"]]], Float32, CPU])
    assert_type(x[:, :half], Tensor[tuple[N, Dim[L["T // 2"]], C], Float32, CPU])
    assert_type(torch.zeros(x.size(1), 2 * len(x)), Tensor[tuple[T, Dim[L["2 * N"]]], Float32, CPU])
    assert_type(torch.arange(x.shape[1], device=x.device), Tensor[tuple[T], Int64, CPU])
    assert_type(x[:, i], Tensor[tuple[N, T, C], Float32, CPU])
    assert_type(x[..., None], Tensor[tuple[N, T, C, L[1]], Float32, CPU])
    assert_type(x.mT, Tensor[tuple[N, C, T], Float32, CPU])
    assert_type(x.to("cuda", torch.float16), Tensor[tuple[N, T, C], Float16, CUDA])
    first, second, third = x.size()
    assert_type(x.reshape(first, second * third), Tensor[tuple[N, Dim[L["C * T"]]], Float32, CPU])
    assert_type(torch.ones(x.size()[1:]), Tensor[tuple[T, C], Float32, CPU])
    whole: torch.Size = x.size()
    print(whole.numel(), x.size().numel())
    width = x.shape[2]
    width = width // 2
    assert_type(width, int)


def where_values_meet(x: Tensor[tuple[L[2], L[3]], Float32, CPU], y: Tensor[tuple[L[2], L[4]], Float32, CPU]) -> None:
    torch.cat([x, y], dim=1)
    torch.stack([each[:, :2] for each in (x, y)])
    parts = [x, y]
    torch.cat(parts, dim=1)
    grown = []
    for part in parts:
        grown.append(part)
    grown.append(x[:, :1])
    torch.cat(grown, dim=1)


class Attention(nn.Module, Generic[C, K]):
    def __init__(self, dim: C, heads: K) -> None:
        super().__init__()
        self.heads = heads
        self.head_dim = dim // heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x: Tensor[tuple[N, T, C], Float32, CPU]) -> Tensor[tuple[N, T, C], Float32, CPU]:
        n, t, c = x.shape
        q, _, _ = self.qkv(x).chunk(3, dim=-1)
        heads = q.view(n, t, self.heads, self.head_dim).transpose(1, 2)
        assert_type(heads, Tensor[tuple[N, K, T, Dim[L["C // K"]]], Float32, CPU])
        return self.proj(heads.transpose(1, 2).reshape(n, t, c))


class Net(nn.Module):
    def __init__(self, flag: bool) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, stride=2, padding=1)
        self.up = nn.ConvTranspose2d(64, 3, 4, 2, 1)
        self.pool = nn.MaxPool2d(2)
        self.chain = nn.Sequential(nn.Conv2d(3, 8, 3), nn.GroupNorm(4, 8), nn.ReLU(), nn.Flatten())
        self.same = nn.ModuleList([nn.Conv2d(3, 3, 1) for _ in range(2)])
        self.scale = nn.Parameter(torch.zeros(3, 1, 1))
        self.register_buffer("table", torch.zeros(4))
        if flag:
            self.either = nn.Conv2d(3, 4, 1)
        else:
            self.either = nn.Conv2d(3, 5, 1)

    def forward(self, x: Tensor[tuple[N, L[3], L[32], L[32]], Float32, CPU]) -> None:
        assert_type(self.conv(x), Tensor[tuple[N, L[64], L[16], L[16]], Float32, CPU])
        assert_type(self.up(self.conv(x)), Tensor[tuple[N, L[3], L[32], L[32]], Float32, CPU])
        assert_type(self.chain(self.pool(x)), Tensor[tuple[N, L[1568]], Float32, CPU])
        assert_type(x * self.scale, Tensor[tuple[N, L[3], L[32], L[32]], Float32, Any])
        for conv in self.same:
            assert_type(conv(x), Tensor[tuple[N, L[3], L[32], L[32]], Float32, CPU])
        assert_type(
            self.either(x),
            Tensor[tuple[N, L[4], L[32], L[32]], Float32, CPU] | Tensor[tuple[N, L[5], L[32], L[32]], Float32, CPU],
        )


def outside(net: Net, x: Tensor[tuple[L[5], L[3], L[32], L[32]], Float32, CPU]) -> None:
    assert_type(net.conv(x), Tensor[tuple[L[5], L[64], L[16], L[16]], Float32, CPU])
    assert_type(Attention(64, 4).qkv(torch.zeros(1, 2, 64)), Tensor[tuple[L[1], L[2], L[192]], Float32, CPU])


class Table(nn.Module, Generic[C]):
    rows: Tensor[tuple[C, Dim[L["C // 2"]]], Float32, CPU]

    def __init__(self, channels: C) -> None:
        super().__init__()
        self.rows = torch.zeros(channels, channels // 2)

    def forward(self, x: Tensor[tuple[N, C], Float32, CPU]) -> Tensor[tuple[N, Dim[L["C // 2"]]], Float32, CPU]:
        return x @ self.rows


def attributes_have_the_sizes_of_their_owner(table: Table[L[8]]) -> None:
    assert_type(table.rows, Tensor[tuple[L[8], L[4]], Float32, CPU])
    assert_type(Table(6).rows, Tensor[tuple[L[6], L[3]], Float32, CPU])


def nothing_known_gives_nothing_known(table: Table[L[8]], x: Tensor, y: Tensor[Any, Float32, CPU]) -> None:
    z = table(x)
    assert_type(z, Tensor[tuple[Any, L[4]], Float32, CPU])
    assert_type(table(y), Tensor[tuple[Any, L[4]], Float32, CPU])


class Holding(nn.Module, Generic[C]):
    def __init__(self, channels: C, several: list[str]) -> None:
        super().__init__()
        self.named = nn.ModuleDict({"up": nn.Linear(channels, 2 * channels), "down": nn.Linear(2 * channels, channels)})
        self.alike = nn.ModuleDict({name: nn.Linear(channels, channels) for name in several})
        self.blocks = nn.ModuleList()
        for _ in several:
            self.blocks.append(nn.Linear(channels, channels))
        self.tables = nn.ModuleList([])
        self.tables.extend([Table(channels) for _ in several])
        self.mixed = nn.ModuleList([nn.Linear(channels, channels)])
        self.mixed.append(nn.Linear(channels, 5))
        self.set = nn.ModuleDict({"a": nn.Linear(channels, channels)})
        self.set["a"] = nn.Linear(channels, 5)
        self.grown = nn.Sequential(nn.Linear(channels, channels))
        self.grown.append(nn.Linear(channels, 5))

    def forward(self, x: Tensor[tuple[N, C], Float32, CPU], name: str) -> None:
        assert_type(self.named["down"](self.named["up"](x)), Tensor[tuple[N, C], Float32, CPU])
        assert_type(self.alike[name](x), Tensor[tuple[N, C], Float32, CPU])
        for key, layer in self.alike.items():
            assert_type(key, str)
            assert_type(layer(x), Tensor[tuple[N, C], Float32, CPU])
        for block in self.blocks:
            assert_type(block(x), Tensor[tuple[N, C], Float32, CPU])
        assert_type(self.tables[0](x), Tensor[tuple[N, Dim[L["C // 2"]]], Float32, CPU])
        assert_type(self.mixed[0](x), Tensor[tuple[N, Any], Float32, CPU])
        assert_type(self.set["a"](x), Any)
        assert_type(self.grown(x), Any)


class Walked(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(dim, dim) for _ in range(3))
        self.heads = nn.ModuleList([nn.Linear(8, 4) for _ in range(3)])
        self.chain = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 5))

    def forward(self, x: Tensor[tuple[N, L[8]], Float32]) -> None:
        for _, head in enumerate(self.heads):
            assert_type(head(x), Tensor[tuple[N, L[4]], Float32])
        for head in reversed(self.heads):
            assert_type(head(x), Tensor[tuple[N, L[4]], Float32])
        for head, y in zip(self.heads, [x, x], strict=False):
            assert_type(head(y), Tensor[tuple[N, L[4]], Float32])
        for head in self.heads[1:]:
            assert_type(head(x), Tensor[tuple[N, L[4]], Float32])
        assert_type(torch.cat([head(x) for head in self.heads], dim=1), Tensor[tuple[N, Any], Float32])
        assert_type(torch.stack([head(x) for head in self.heads]), Tensor[tuple[Any, N, L[4]], Float32])

    def cut(self, x: Tensor[tuple[N, L[3]], Float32]) -> None:
        assert_type(self.chain[:1](x), Tensor[tuple[N, L[4]], Float32])
        assert_type(self.chain[:-1](x), Tensor[tuple[N, L[4]], Float32])


class ByName(nn.Module, Generic[C]):
    def __init__(self, dim: C) -> None:
        super().__init__()
        self.mlp = nn.Sequential(
            OrderedDict([("fc", nn.Linear(dim, 4 * dim)), ("act", nn.ReLU()), ("proj", nn.Linear(4 * dim, dim))])
        )
        self.short = nn.Sequential(OrderedDict(fc=nn.Linear(dim, 3), out=nn.Linear(4, dim)))

    def forward(self, x: Tensor[tuple[N, C], Float32, CPU]) -> Tensor[tuple[N, C], Float32, Any]:
        assert_type(self.mlp.fc(x), Tensor[tuple[N, Dim[L["4 * C"]]], Float32, CPU])
        self.short(x)  # type: ignore[tensor-shape]
        return self.mlp(x)


class Mixing(nn.Module, Generic[C]):
    def __init__(self, dim: C) -> None:
        super().__init__()
        self.mix = nn.Linear(dim, dim)

    def forward(
        self, x: Tensor[tuple[N, C], Float32, CPU], context: Tensor[tuple[N, C], Float32, CPU]
    ) -> Tensor[tuple[N, C], Float32, CPU]:
        return self.mix(x) + context


class Pairs(nn.Module, Generic[C]):
    def __init__(self, dim: C) -> None:
        super().__init__()
        self.layers = nn.ModuleList([])
        for _ in range(3):
            self.layers.append(nn.ModuleList([Mixing(dim), nn.Linear(dim, dim)]))

    def forward(self, x: Tensor[tuple[N, C], Float32, CPU]) -> Tensor[tuple[N, C], Float32, CPU]:
        for mix, linear in self.layers:
            x = linear(mix(x, context=x)) + x
        for i, (mix, linear) in enumerate(self.layers):
            x = mix(x, context=linear(x)) * i
        for pair in self.layers:
            mix, linear = pair
            linear(mix(x, context=x))
        for (_, linear), other in zip(self.layers, self.layers, strict=True):
            linear(x[:, :3])  # type: ignore[tensor-shape]
            other[1](x)
        return x


class ConvNormAct(nn.Sequential):
    def __init__(self, in_channels: int, out_channels: int, kernel: int = 3, stride: int = 1, groups: int = 1) -> None:
        padding = (kernel - 1) // 2
        super().__init__(
            nn.Conv2d(in_channels, out_channels, kernel, stride, padding, groups=groups, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU6(inplace=True),
        )


class Transition(nn.Sequential, Generic[C, K]):
    def __init__(self, in_channels: C, out_channels: K) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(in_channels)
        self.conv = nn.Conv2d(in_channels, out_channels, 1)
        self.count = 3
        self.pool = nn.AvgPool2d(2)


class Narrow(ConvNormAct):
    pass


class Plain(nn.Sequential):
    pass


class Growing(nn.Sequential):
    def __init__(self, channels: int, *, flag: bool) -> None:
        super().__init__(nn.Conv2d(channels, 2 * channels, 1))
        if flag:
            self.append(nn.Conv2d(2 * channels, channels, 1))


class Shrinking(nn.Sequential):
    def __init__(self, channels: int) -> None:
        super().__init__(nn.Conv2d(channels, 8, 1), nn.Conv2d(8, 16, 1))
        self.pop(1)


class OldStyle(nn.Sequential):
    def __init__(self, channels: int) -> None:
        super(OldStyle, self).__init__(nn.Conv2d(channels, 8, 1), nn.ReLU())  # noqa: UP008


class InOneLine(nn.Sequential):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv, self.pool = nn.Conv2d(channels, 8, 1), nn.AvgPool2d(2)


class BySetattr(nn.Sequential):
    def __init__(self, channels: int) -> None:
        super().__init__(nn.Conv2d(channels, 8, 1))
        setattr(self, "pool", nn.AvgPool2d(2))  # noqa: B010


def conv3x3(in_channels: int, out_channels: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=stride, padding=1)


def conv1x1(in_channels: C, out_channels: K) -> nn.Conv2d:
    return nn.Conv2d(in_channels, out_channels, 1)


def either(channels: int, *, flag: bool) -> nn.Module:
    if flag:
        return nn.Conv2d(channels, 8, 1)
    return nn.Conv2d(channels, 16, 1)


def endless(channels: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(channels, channels, 1), endless(channels))


class Unit(nn.Module, Generic[C, K]):
    def __init__(self, in_channels: C, out_channels: K) -> None:
        super().__init__()
        self.conv = conv1x1(in_channels, out_channels)

    def forward(self, x: Tensor[tuple[N, C, H, H], Float32, CPU]) -> Tensor[tuple[N, K, H, H], Float32, CPU]:
        return self.conv(x)


class MadeOfNumbers(nn.Module):
    def __init__(self, blocks: int, *, flag: bool) -> None:
        super().__init__()
        self.stem = ConvNormAct(3, 32, stride=2)
        self.body = nn.Sequential(ConvNormAct(32, 64), Transition(64, 128), conv3x3(128, 96, stride=2))
        layers: list[nn.Module] = [nn.ReLU()]
        for _ in range(blocks):
            layers.append(Unit(96, 96))
        layers += [nn.ReLU(), conv1x1(96, 24)]
        self.tail = nn.Sequential(*layers)
        self.stage = self.make_stage(24, 48, blocks)
        first = [nn.Conv2d(3, 3, 3, padding=1)]
        for _ in range(blocks):
            first.append(nn.Conv2d(3, 3, 1))
        self.kept, self.once = nn.Sequential(*first), nn.Sequential(*[nn.Conv2d(3, 8, 1) for _ in range(1)])
        self.maybe = nn.Sequential(*[nn.AdaptiveAvgPool2d(8) for _ in range(blocks)], nn.ReLU())
        self.narrow, self.plain = Narrow(3, 4, kernel=1), Plain(nn.Conv2d(3, 5, 1), nn.ReLU())
        self.replaced = self.make_head(3)
        self.endless = endless(3)
        self.growing = Growing(3, flag=flag)
        self.shrinking = Shrinking(3)
        self.old, self.one_line, self.by_name = OldStyle(3), InOneLine(3), BySetattr(3)
        self.either = either(3, flag=flag)
        perhaps: list[nn.Module] = []
        if flag:
            perhaps.append(conv1x1(3, 8))
        self.perhaps = nn.Sequential(*perhaps)
        self.later = nn.Sequential(conv1x1(3, 8))
        self.later.append(conv1x1(8, 16))

    def make_head(self, in_channels: int) -> nn.Module:
        return nn.Conv2d(in_channels, 8, 1)

    def make_stage(self, in_channels: int, out_channels: int, blocks: int) -> nn.Sequential:
        layers = [Unit(in_channels, out_channels)]
        for _ in range(1, blocks):
            layers.append(Unit(out_channels, out_channels))
        return nn.Sequential(*layers)

    def forward(self, x: Tensor[tuple[N, L[3], L[64], L[64]], Float32, CPU]) -> None:
        y = self.stem(x)
        assert_type(y, Tensor[tuple[N, L[32], L[32], L[32]], Float32, CPU])
        z = self.body(y)
        assert_type(z, Tensor[tuple[N, L[96], L[8], L[8]], Float32, CPU])
        assert_type(self.tail(z), Tensor[tuple[N, L[24], L[8], L[8]], Float32, CPU])
        assert_type(self.stage(self.tail(z)), Tensor[tuple[N, L[48], L[8], L[8]], Float32, CPU])
        assert_type(self.kept(x), Tensor[tuple[N, L[3], L[64], L[64]], Float32, CPU])
        assert_type(self.once(x), Tensor[tuple[N, L[8], L[64], L[64]], Float32, CPU])
        assert_type(self.maybe(x), Tensor[tuple[N, L[3], Any, Any], Float32, CPU])
        assert_type(self.narrow(x), Tensor[tuple[N, L[4], L[64], L[64]], Float32, CPU])
        assert_type(self.plain(x), Tensor[tuple[N, L[5], L[64], L[64]], Float32, CPU])
        assert_type(self.replaced(x), Any)
        assert_type(self.endless(x), Any)
        assert_type(self.growing(x), Any)
        assert_type(self.shrinking(x), Any)
        assert_type(self.old(x), Tensor[tuple[N, L[8], L[64], L[64]], Float32, CPU])
        assert_type(self.one_line(x), Tensor[tuple[N, L[8], L[32], L[32]], Float32, CPU])
        assert_type(self.by_name(x), Any)
        assert_type(self.either(x), Tensor[tuple[N, Any, Any, Any], Float32, CPU])
        assert_type(self.perhaps(x), Tensor[tuple[N, Any, L[64], L[64]], Float32, CPU])
        assert_type(self.later(x), Any)


class OfChosenLayers(nn.Module):
    def __init__(self, channels: int, expand: int, widths: list[int | str], *, norm: bool, stem: bool) -> None:
        super().__init__()
        inverted: list[nn.Module] = []
        if expand != 1:
            inverted.append(ConvNormAct(3, 3 * expand, kernel=1))
        if stem:
            inverted.append(nn.Conv2d(16, 3, 1))
        inverted.extend([ConvNormAct(3 * expand, 3 * expand, stride=2), conv1x1(3 * expand, 24)])
        self.inverted = nn.Sequential(*inverted)
        features: list[nn.Module] = []
        for width in widths:
            if isinstance(width, str):
                features += [nn.MaxPool2d(2)]
                continue
            conv = nn.Conv2d(channels, width, 3, padding=1)
            if norm:
                features += [conv, nn.BatchNorm2d(width)]
            else:
                features.append(conv)
            features.append(nn.ReLU())
            channels = width
        self.features = nn.Sequential(*features)
        flat: list[nn.Module] = []
        if norm:
            flat.append(nn.Flatten())
        self.flat = nn.Sequential(*flat)
        mixed: list[nn.Module] = []
        for part in widths:
            mixed.append(unknown(part))
        mixed.append(nn.Conv2d(channels, 7, 1))
        self.mixed = nn.Sequential(*mixed)

    def forward(self, x: Tensor[tuple[N, L[3], H, L[64]], Float32, CPU]) -> None:
        half = self.inverted(x)
        assert_type(half, Tensor[tuple[N, L[24], Dim[L["(H - 1) // 2 + 1"]], L[32]], Float32, CPU])
        assert_type(self.features(x), Tensor[tuple[N, Any, Any, Any], Float32, CPU])
        assert_type(self.flat(x), Tensor[tuple[N, *tuple[Any, ...]], Float32, CPU])
        self.mixed(x) @ torch.zeros(3, 3)
        self.mixed(x).unsqueeze(-1).squeeze(-1)
        nn.Conv2d(7, 3, 1)(self.mixed(x))


def unknown(part: Any) -> Any:
    return part


class WithAnotherHead(MadeOfNumbers):
    def make_head(self, in_channels: int) -> nn.Module:
        return nn.Conv2d(in_channels, 16, 1)
