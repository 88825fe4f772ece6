# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.cpp_backtrace import *
from torch.utils.cpp_backtrace import get_cpp_backtrace as get_cpp_backtrace
