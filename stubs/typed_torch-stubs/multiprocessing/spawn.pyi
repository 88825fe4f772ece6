# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.multiprocessing.spawn import *
from torch.multiprocessing.spawn import ENV_VAR_PARALLEL_START as ENV_VAR_PARALLEL_START, log as log
