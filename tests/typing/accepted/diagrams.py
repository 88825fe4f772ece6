"""``diagram`` takes tensors, typed or not, and shapes."""

from pathlib import Path
from typing import Any
from typing import Literal as L

import torch

import typed_torch as tt
from typed_torch import CPU, Float32, Tensor


def drawn(x: Tensor[tuple[L[4], L[6]], Float32, CPU], y: torch.Tensor, z: Tensor, w: Any, path: Path) -> str:
    tt.diagram(y, 3)
    tt.diagram(z, num_groups=3)
    tt.diagram(w, w)
    tt.diagram((4, 6, 8), 3)
    tt.diagram([4, 6], 3)
    tt.diagram(y.shape, 3)
    tt.diagram(x, 3).save(path)
    tt.diagram(x, 3).save("groups.svg")
    return str(tt.diagram(x, 3))
