"""Plain tensors where typed ones are asked for, beside ``Annotated`` of anybody's."""

from typing import Annotated
from typing import Literal as L

import torch

from typed_torch import CPU, Float32, Tensor

Positive = Annotated[int, "above 0"]


def typed(x: Tensor[tuple[L[4]], Float32, CPU], times: Annotated[int, "above 0"] = 1) -> None: ...


def passed(x: torch.Tensor, times: Positive) -> None:
    typed(x, times)  # mistake: a plain tensor for a typed one
