# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.mkldnn import *
from torch.backends.mkldnn import (
    ContextProp as ContextProp,
    MkldnnModule as MkldnnModule,
    PropModule as PropModule,
    VERBOSE_OFF as VERBOSE_OFF,
    VERBOSE_ON as VERBOSE_ON,
    VERBOSE_ON_CREATION as VERBOSE_ON_CREATION,
    allow_tf32 as allow_tf32,
    deterministic as deterministic,
    enabled as enabled,
    flags as flags,
    fp32_precision as fp32_precision,
    is_acl_available as is_acl_available,
    is_available as is_available,
    set_flags as set_flags,
    verbose as verbose,
)
