# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.miopen import *
from torch.backends.miopen import (
    ContextProp as ContextProp,
    MiopenModule as MiopenModule,
    PropModule as PropModule,
    flags as flags,
    immediate as immediate,
    set_flags as set_flags,
)
