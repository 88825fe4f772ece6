# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.tensor.parallel import *
from . import api as api, fsdp as fsdp, loss as loss, style as style
