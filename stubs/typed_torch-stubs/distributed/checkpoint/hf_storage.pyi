# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.checkpoint.hf_storage import *
from torch.distributed.checkpoint.hf_storage import logger as logger
