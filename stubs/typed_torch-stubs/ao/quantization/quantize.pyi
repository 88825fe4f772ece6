# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.quantize import *
from torch.ao.quantization.quantize import is_activation_post_process as is_activation_post_process
