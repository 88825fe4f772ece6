# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.flight_recorder.components.fr_logger import *
