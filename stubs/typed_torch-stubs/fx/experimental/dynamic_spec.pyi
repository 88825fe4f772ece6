# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.dynamic_spec import *
from torch.fx.experimental.dynamic_spec import ParamsSpecValue as ParamsSpecValue
