# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.qat import *
from torch.ao.nn.qat import (
    Conv1d as Conv1d,
    Conv2d as Conv2d,
    Conv3d as Conv3d,
    Embedding as Embedding,
    EmbeddingBag as EmbeddingBag,
    Linear as Linear,
)
from . import dynamic as dynamic, modules as modules
