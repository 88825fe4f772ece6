# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.compiler import *
from torch.compiler import (
    CacheInfo as CacheInfo,
    F as F,
    FuncType as FuncType,
    NestedCompileRegionOptions as NestedCompileRegionOptions,
)
from . import config as config
