# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.graph_drawer import *
from torch.fx.passes.graph_drawer import HAS_PYDOT as HAS_PYDOT, pydot as pydot
