# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.modules.conv import *
from torch.nn.modules.conv import convolution_notes as convolution_notes
