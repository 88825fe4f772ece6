# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.nnpack import *
from torch.backends.nnpack import ContextProp as ContextProp, PropModule as PropModule
