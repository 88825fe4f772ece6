# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.flight_recorder.components.loader import *
from torch.distributed.flight_recorder.components.loader import exp as exp, logger as logger
