# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.multiprocessing.subprocess_handler.subprocess_handler import *
from torch.distributed.elastic.multiprocessing.subprocess_handler.subprocess_handler import IS_WINDOWS as IS_WINDOWS
