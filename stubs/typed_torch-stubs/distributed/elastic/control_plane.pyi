# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.control_plane import *
from torch.distributed.elastic.control_plane import TORCH_WORKER_SERVER_SOCKET as TORCH_WORKER_SERVER_SOCKET
