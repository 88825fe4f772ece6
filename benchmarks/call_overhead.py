"""What a validated call costs: ours against torch's unvalidated one, and against the same checks by jaxtyping."""

from __future__ import annotations

import math
from typing import TypeVar

import torch
from beartype import beartype
from jaxtyping import jaxtyped
from paired import paired
from typing_extensions import TypeVarTuple

import typed_torch as tt

_N = TypeVar("_N", bound=int)
_C = TypeVar("_C", bound=int)
_Sp = TypeVarTuple("_Sp")


@jaxtyped(typechecker=beartype)
def jaxtyped_group_norm(
    input: tt.Tensor[tuple[_N, _C, *_Sp], tt.Floating, tt.CPU],
    num_groups: int,
    weight: tt.Tensor[tuple[_C], tt.Floating, tt.CPU] | None = None,
    bias: tt.Tensor[tuple[_C], tt.Floating, tt.CPU] | None = None,
    eps: float = 1e-5,
) -> tt.Tensor[tuple[_N, _C, *_Sp], tt.Floating, tt.CPU]:
    """The same checks: by jaxtyping and beartype what hints can say, by hand what they cannot."""
    if num_groups <= 0 or input.shape[1] % num_groups:
        raise ValueError("num_channels is not divisible by num_groups")
    if not 0 <= eps < math.inf:
        raise ValueError("eps must be finite and not negative")
    return torch.group_norm(input, num_groups, weight, bias, eps)


def _rows(requires_grad: bool) -> list[tuple[str, float, float, str]]:
    x = torch.randn(2, 8, 4, 4, requires_grad=requires_grad)
    weight = torch.ones(8, requires_grad=requires_grad)
    bias = torch.zeros(8, requires_grad=requires_grad)
    validated, unvalidated = tt.nn.functional.group_norm, torch.nn.functional.group_norm
    times = paired(
        {
            "torch": lambda: unvalidated(x, 2, weight, bias),
            "ours": lambda: validated(x, 2, weight, bias),
            "jaxtyped": lambda: jaxtyped_group_norm(x, 2, weight, bias),
        }
    )
    theirs, ours = torch.nn.GroupNorm(2, 8), tt.nn.GroupNorm(2, 8)
    if not requires_grad:
        theirs.requires_grad_(False)
        ours.requires_grad_(False)
    modules = paired({"torch": lambda: theirs(x), "ours": lambda: ours(x)})
    grad = "requires_grad" if requires_grad else "no grad"
    jaxtyped_ratio = times["ours"][0] / times["jaxtyped"][0]
    return [
        (f"function / torch's, {grad}", times["ours"][0], times["ours"][1], "at most 1.00, aim 0.80"),
        (f"module / torch's, {grad}", modules["ours"][0], modules["ours"][1], "at most 1.00"),
        (f"function / jaxtyped checks, {grad}", times["ours"][0], jaxtyped_ratio, "at most 0.167"),
    ]


def main() -> None:
    """Print the ratios for ``(2, 8, 4, 4)`` float32 with weight and bias, one thread."""
    torch.set_num_threads(1)
    with torch.no_grad():
        rows = _rows(requires_grad=False)
    rows += _rows(requires_grad=True)
    print(f"group_norm, (2, 8, 4, 4) float32 with weight and bias, torch {torch.__version__}, one thread")
    print(f"{'what':<42} {'µs':>7} {'ratio':>7}  target")
    for what, seconds, ratio, target in rows:
        print(f"{what:<42} {seconds * 1e6:7.2f} {ratio:7.3f}  {target}")


if __name__ == "__main__":
    main()
