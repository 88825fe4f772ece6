# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.python_native import *
from torch.backends.python_native import (
    ContextProp as ContextProp,
    DSLController as DSLController,
    PropModule as PropModule,
    PythonNativeModule as PythonNativeModule,
    flags_frozen as flags_frozen,
)
