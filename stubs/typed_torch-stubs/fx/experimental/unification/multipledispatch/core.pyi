# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.unification.multipledispatch.core import *
from torch.fx.experimental.unification.multipledispatch.core import global_namespace as global_namespace
