"""Correct code that says nothing of shapes, or nothing at all."""
# mypy: allow-untyped-defs, allow-untyped-calls

import torch

import typed_torch as tt
from typed_torch.nn.functional import group_norm


class Net(torch.nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = torch.nn.Conv2d(3, width, 3)
        self.norm = tt.nn.GroupNorm(8, width)
        self.scale = torch.nn.Parameter(torch.ones(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = self.norm(x)
        h = torch.nn.functional.silu(h)
        x = self.norm(self.conv(h))
        x = group_norm(self.conv(x), 32)
        x = group_norm(x, 32, self.norm.weight, self.norm.bias)
        x = group_norm(x, 32, {"weight": self.scale, "eps": 1e-3})
        x = group_norm(x, 32, self.scale, None, 1e-5, {"bias": self.scale})
        x = torch.nn.functional.relu(group_norm(x, 32, weight=self.scale, activation="silu"))
        return tt.cat([tt.matmul(x, x), x], 1).mean((2, 3))


def functions(x, groups, weight=None, options=None):
    y = group_norm(x, groups, weight)
    y = tt.nn.GroupNorm(groups, 64)(y)
    for block in [Net(64), tt.nn.Sequential(tt.nn.GroupNorm(8, 64))]:
        y = block(y)
    return group_norm(y, groups, options)


def any_module(model: tt.nn.Module) -> int:
    return sum(1 for _ in model.modules())


def swapped_import(model: torch.nn.Module, data: tt.Tensor) -> float:
    optimizer = tt.optim.SGD(model.parameters(), lr=0.1)
    with tt.no_grad():
        loss = tt.nn.functional.cross_entropy(model(data), tt.arange(4, device=tt.device("cpu")))
    optimizer.step()
    return float(tt.tensor([1.0]).sum()) + loss.item()


def several_sizes() -> list[torch.Tensor]:
    pyramid = [tt.randn(2, 64, 56, 56), tt.randn(2, 128, 28, 28), tt.randn(2, 256, 14, 14)]
    by_name = {"wide": tt.zeros(3, 8, 1, 1), "deep": tt.zeros(5, 16, 1, 1)}
    norms = [tt.nn.GroupNorm(8, 64), tt.nn.GroupNorm(8, 128)]
    normalized = [group_norm(x, 8) for x in [*pyramid, *by_name.values()]]
    normalized += [norm(x) for norm, x in zip(norms, pyramid, strict=False)]
    again = [group_norm(tt.randn(2, 8), 4), group_norm(tt.randn(2, 16), 4)]
    normalized.append(tt.cat(again, 1) + tt.cat(tuple(again)))
    return [*normalized, *(x.mean() for x in again)]


def main() -> None:
    net = Net(64)
    report: tt.Conversion = tt.convert(net, fuse=True)
    print(report, [site.reason for site in tt.convert(torch.nn.Sequential(), undo=True).sites], len(report.fused))
    any_module(tt.nn.Sequential(tt.nn.Linear(3, 4), tt.nn.ReLU()))
    any_module(tt.nn.GroupNorm(8, 64))
    features: tt.Tensor = tt.nn.Conv2d(3, 4, 3)(torch.randn(1, 3, 8, 8))
    print(features)
    print(net(torch.randn(4, 3, 8, 8)), swapped_import(net, tt.randn(4, 3, 8, 8)))
