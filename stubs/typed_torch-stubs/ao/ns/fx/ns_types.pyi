# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.ns.fx.ns_types import *
from torch.ao.ns.fx.ns_types import (
    NSNodeTargetType as NSNodeTargetType,
    NSResultsType as NSResultsType,
    NSSingleResultType as NSSingleResultType,
    NSSingleResultValuesType as NSSingleResultValuesType,
    NSSubgraph as NSSubgraph,
    Node as Node,
)
