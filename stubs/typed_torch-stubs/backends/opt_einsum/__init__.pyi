# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.opt_einsum import *
from torch.backends.opt_einsum import (
    ContextProp as ContextProp,
    OptEinsumModule as OptEinsumModule,
    PropModule as PropModule,
    enabled as enabled,
    flags as flags,
    get_opt_einsum as get_opt_einsum,
    is_available as is_available,
    set_flags as set_flags,
    strategy as strategy,
)
