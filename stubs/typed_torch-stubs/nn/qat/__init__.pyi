# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.qat import *
from . import dynamic as dynamic, modules as modules
