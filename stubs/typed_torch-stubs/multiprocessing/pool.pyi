# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.multiprocessing.pool import *
from torch.multiprocessing.pool import Pool as Pool, SimpleQueue as SimpleQueue, clean_worker as clean_worker
