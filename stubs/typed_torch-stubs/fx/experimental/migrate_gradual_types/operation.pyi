# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.migrate_gradual_types.operation import *
from torch.fx.experimental.migrate_gradual_types.operation import (
    op_add as op_add,
    op_consistency as op_consistency,
    op_div as op_div,
    op_eq as op_eq,
    op_gt as op_gt,
    op_imp as op_imp,
    op_leq as op_leq,
    op_lt as op_lt,
    op_matching as op_matching,
    op_mod as op_mod,
    op_mul as op_mul,
    op_neq as op_neq,
    op_precision as op_precision,
    op_sub as op_sub,
)
