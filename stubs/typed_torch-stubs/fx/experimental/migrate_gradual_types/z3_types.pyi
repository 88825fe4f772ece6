# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.migrate_gradual_types.z3_types import *
from torch.fx.experimental.migrate_gradual_types.z3_types import (
    D as D,
    HAS_Z3 as HAS_Z3,
    dim as dim,
    dyn as dyn,
    dyn_type as dyn_type,
    tensor_type as tensor_type,
    z3_dyn as z3_dyn,
)
