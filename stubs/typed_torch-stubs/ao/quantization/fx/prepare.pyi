# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.fx.prepare import *
from torch.ao.quantization.fx.prepare import EdgeOrNode as EdgeOrNode
