# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.pruning.scheduler import *
from . import base_scheduler as base_scheduler, cubic_scheduler as cubic_scheduler, lambda_scheduler as lambda_scheduler
