# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.flight_recorder.components.builder import *
from torch.distributed.flight_recorder.components.builder import logger as logger, tabulate as tabulate
