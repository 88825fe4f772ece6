# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.model_dump import *
from torch.utils.model_dump import DEFAULT_EXTRA_FILE_SIZE_LIMIT as DEFAULT_EXTRA_FILE_SIZE_LIMIT, main as main
