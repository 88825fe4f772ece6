# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.utils.timer import *
from torch.utils.benchmark.utils.timer import CPPTimer as CPPTimer
