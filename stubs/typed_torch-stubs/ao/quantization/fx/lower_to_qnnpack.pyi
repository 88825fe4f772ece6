# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.fx.lower_to_qnnpack import *
