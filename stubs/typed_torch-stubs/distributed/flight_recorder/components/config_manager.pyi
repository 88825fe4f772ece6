# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.flight_recorder.components.config_manager import *
from torch.distributed.flight_recorder.components.config_manager import logger as logger
