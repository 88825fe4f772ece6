# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.pruning.scheduler.cubic_scheduler import *
