# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.datapipes.datapipe import *
from torch.utils.data.datapipes.datapipe import (
    HAS_DILL as HAS_DILL,
    UNTRACABLE_DATAFRAME_PIPES as UNTRACABLE_DATAFRAME_PIPES,
    dill as dill,
)
