# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.nn.api.remote_module import *
from torch.distributed.nn.api.remote_module import T as T
