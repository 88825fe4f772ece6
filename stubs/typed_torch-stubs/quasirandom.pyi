# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quasirandom import *
from torch.quasirandom import SobolEngine as SobolEngine
