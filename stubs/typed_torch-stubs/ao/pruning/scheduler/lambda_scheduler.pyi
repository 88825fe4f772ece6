# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.pruning.scheduler.lambda_scheduler import *
