# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental import *
from . import const_fold as const_fold, proxy_tensor as proxy_tensor, sym_node as sym_node, unification as unification
