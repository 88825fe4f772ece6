# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.rpc.options import *
from torch.distributed.rpc.options import DeviceType as DeviceType
