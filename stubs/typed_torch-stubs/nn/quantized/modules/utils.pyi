# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.quantized.modules.utils import *
from torch.nn.quantized.modules.utils import WeightedQuantizedModule as WeightedQuantizedModule
