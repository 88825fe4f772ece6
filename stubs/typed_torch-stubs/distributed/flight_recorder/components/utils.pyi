# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.flight_recorder.components.utils import *
from torch.distributed.flight_recorder.components.utils import logger as logger
