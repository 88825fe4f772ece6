# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.unification.dispatch import *
from torch.fx.experimental.unification.dispatch import dispatch as dispatch, namespace as namespace
