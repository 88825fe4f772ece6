# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.migrate_gradual_types.util import *
from torch.fx.experimental.migrate_gradual_types.util import (
    BVar as BVar,
    BinConstraintD as BinConstraintD,
    DVar as DVar,
    TVar as TVar,
    gen_bvar as gen_bvar,
    gen_dvar as gen_dvar,
    gen_nat_constraints as gen_nat_constraints,
    gen_tensor_dims as gen_tensor_dims,
    gen_tvar as gen_tvar,
    op_leq as op_leq,
)
