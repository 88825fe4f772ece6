# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.algorithms.model_averaging.hierarchical_model_averager import *
from torch.distributed.algorithms.model_averaging.hierarchical_model_averager import (
    HierarchicalModelAverager as HierarchicalModelAverager,
    logger as logger,
)
