# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.device_mesh import *
from torch.distributed.device_mesh import BackendConfig as BackendConfig, logger as logger
