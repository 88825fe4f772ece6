# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.multiprocessing import *
from torch.distributed.elastic.multiprocessing import NumaOptions as NumaOptions, get_logger as get_logger
