# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.mtia import *
from torch.mtia import (
    DeferredMtiaCallError as DeferredMtiaCallError,
    Device as Device,
    Event as Event,
    Stream as Stream,
    StreamContext as StreamContext,
    Tensor as Tensor,
    default_generators as default_generators,
    is_fbcode as is_fbcode,
    is_prod as is_prod,
)
from . import memory as memory, mtia_graph as mtia_graph
