# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.graph_transform_observer import *
from torch.fx.passes.graph_transform_observer import T as T
