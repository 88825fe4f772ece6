# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.datapipes.iter import *
from . import (
    callable as callable,
    combinatorics as combinatorics,
    combining as combining,
    filelister as filelister,
    fileopener as fileopener,
    grouping as grouping,
    routeddecoder as routeddecoder,
    selecting as selecting,
    sharding as sharding,
    streamreader as streamreader,
    utils as utils,
)
