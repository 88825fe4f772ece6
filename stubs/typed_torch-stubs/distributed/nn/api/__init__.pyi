# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.nn.api import *
from . import remote_module as remote_module
