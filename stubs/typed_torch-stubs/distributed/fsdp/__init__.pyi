# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.fsdp import *
from torch.distributed.fsdp import FlatParameter as FlatParameter
