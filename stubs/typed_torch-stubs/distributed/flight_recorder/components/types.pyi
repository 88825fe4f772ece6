# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.flight_recorder.components.types import *
from torch.distributed.flight_recorder.components.types import (
    COLLECTIVES as COLLECTIVES,
    P2P as P2P,
    T as T,
    types as types,
)
