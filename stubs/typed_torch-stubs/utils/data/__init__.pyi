# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data import *
from . import (
    dataloader as dataloader,
    datapipes as datapipes,
    dataset as dataset,
    distributed as distributed,
    graph as graph,
    graph_settings as graph_settings,
    sampler as sampler,
)
