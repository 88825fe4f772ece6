# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.utils.data import *
from torch.distributed.elastic.utils.data import (
    CyclingIterator as CyclingIterator,
    ElasticDistributedSampler as ElasticDistributedSampler,
)
