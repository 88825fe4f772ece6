# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.utils.fuzzer import *
from torch.utils.benchmark.utils.fuzzer import dtype_size as dtype_size, prod as prod
