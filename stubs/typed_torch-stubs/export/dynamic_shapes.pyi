# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.export.dynamic_shapes import *
from torch.export.dynamic_shapes import ShapesCollection as ShapesCollection, log as log
