# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.rpc.functions import *
from torch.distributed.rpc.functions import async_execution as async_execution
