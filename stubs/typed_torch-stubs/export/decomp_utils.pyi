# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.export.decomp_utils import *
from torch.export.decomp_utils import PRESERVED_ATEN_CIA_OPS as PRESERVED_ATEN_CIA_OPS
