# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.datapipes.dataframe.dataframe_wrapper import *
from torch.utils.data.datapipes.dataframe.dataframe_wrapper import (
    PandasWrapper as PandasWrapper,
    concat as concat,
    create_dataframe as create_dataframe,
    default_wrapper as default_wrapper,
    get_columns as get_columns,
    get_df_wrapper as get_df_wrapper,
    get_item as get_item,
    get_len as get_len,
    is_column as is_column,
    is_dataframe as is_dataframe,
    iterate as iterate,
    set_df_wrapper as set_df_wrapper,
)
