# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.datapipes.dataframe import *
from . import (
    dataframe_wrapper as dataframe_wrapper,
    dataframes as dataframes,
    datapipes as datapipes,
    structures as structures,
)
