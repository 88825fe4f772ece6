# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.cuda.green_contexts import *
from torch.cuda.green_contexts import SUPPORTED as SUPPORTED
