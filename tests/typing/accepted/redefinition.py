"""Variables that take on another type, with the switch that mypy has for them."""
# mypy: allow-redefinition

import torch

import typed_torch as tt
from typed_torch.nn.functional import group_norm


def another_size() -> None:
    x = tt.randn(4, 6)
    x = tt.randn(5, 6, 7)
    print(x)


def another_function(u: torch.Tensor) -> torch.Tensor:
    x = tt.randn(4, 6)
    x = torch.relu(x)
    h = group_norm(u, 2)
    h = torch.nn.functional.silu(h)
    h = h.flatten(1)
    return h + x


def growing() -> None:
    all_of_them = tt.zeros(0, 3)
    for _ in range(3):
        all_of_them = tt.cat([all_of_them, tt.randn(2, 3)])
    print(all_of_them)
