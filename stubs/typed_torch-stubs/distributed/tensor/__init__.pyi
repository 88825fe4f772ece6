# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.tensor import *
from torch.distributed.tensor import DeviceMesh as DeviceMesh, init_device_mesh as init_device_mesh
from . import device_mesh as device_mesh, parallel as parallel, placement_types as placement_types
