# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.fx.tracer import *
from torch.ao.quantization.fx.tracer import ScopeContextManager as ScopeContextManager
