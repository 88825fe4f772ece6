# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.futures import *
from torch.futures import S as S, T as T
