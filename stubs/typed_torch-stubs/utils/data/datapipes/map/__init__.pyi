# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.datapipes.map import *
from . import (
    callable as callable,
    combinatorics as combinatorics,
    combining as combining,
    grouping as grouping,
    utils as utils,
)
