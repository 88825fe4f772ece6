# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.graph_gradual_typechecker import *
