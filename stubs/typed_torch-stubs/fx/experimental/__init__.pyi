# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental import *
from . import (
    const_fold as const_fold,
    dynamic_spec as dynamic_spec,
    proxy_tensor as proxy_tensor,
    recording as recording,
    sym_node as sym_node,
    symbolic_shapes as symbolic_shapes,
    unification as unification,
)
