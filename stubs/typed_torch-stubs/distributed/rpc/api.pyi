# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.rpc.api import *
from torch.distributed.rpc.api import (
    GenericWithOneTypeVar as GenericWithOneTypeVar,
    RRefMeta as RRefMeta,
    T as T,
    logger as logger,
)
