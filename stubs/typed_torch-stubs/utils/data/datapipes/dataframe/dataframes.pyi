# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.datapipes.dataframe.dataframes import *
from torch.utils.data.datapipes.dataframe.dataframes import (
    DATAPIPES_OPS as DATAPIPES_OPS,
    UNIMPLEMENTED_ATTR as UNIMPLEMENTED_ATTR,
)
