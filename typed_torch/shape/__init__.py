"""THE RULES: what every operation does to shapes, dtypes and devices. Standard library only.

The run-time checks, the mypy plugin and the documentation all call the functions of this package.
A new operation is one function in the file of its family, decorated with ``rule``.
"""

from typed_torch.shape import (
    bounding,
    casting,
    convolution,
    creation,
    distances,
    einsum,
    elementwise,
    indexing,
    joining,
    layers,
    linalg,
    losses,
    modules,
    normalization,
    parameters,
    pooling,
    products,
    recurrent,
    reductions,
    resizing,
    selection,
    statistics,
    subscripts,
    transformers,
    views,
)
from typed_torch.shape.dims import UNKNOWN, UNKNOWN_SHAPE, Dim, Many, Shape, Size, Symbol
from typed_torch.shape.matching import Pattern, match
from typed_torch.shape.rule import RULES, Refusal, Rule
from typed_torch.shape.spec import Spec

__all__ = [
    "RULES",
    "UNKNOWN",
    "UNKNOWN_SHAPE",
    "Dim",
    "Many",
    "Pattern",
    "Refusal",
    "Rule",
    "Shape",
    "Size",
    "Spec",
    "Symbol",
    "bounding",
    "casting",
    "convolution",
    "creation",
    "distances",
    "einsum",
    "elementwise",
    "indexing",
    "joining",
    "layers",
    "linalg",
    "losses",
    "match",
    "modules",
    "normalization",
    "parameters",
    "pooling",
    "products",
    "recurrent",
    "reductions",
    "resizing",
    "selection",
    "statistics",
    "subscripts",
    "transformers",
    "views",
]
