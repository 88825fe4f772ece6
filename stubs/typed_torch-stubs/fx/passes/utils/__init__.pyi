# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.utils import *
from torch.fx.passes.utils import (
    HolderModule as HolderModule,
    compare_graphs as compare_graphs,
    lift_subgraph_as_module as lift_subgraph_as_module,
)
from . import common as common, matcher_utils as matcher_utils
