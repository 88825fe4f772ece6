# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.graph_module import *
from torch.fx.graph_module import FX_GRAPH_MODULE_FILE_PREFIX as FX_GRAPH_MODULE_FILE_PREFIX
