# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from . import (
    graph_drawer as graph_drawer,
    graph_manipulation as graph_manipulation,
    graph_transform_observer as graph_transform_observer,
    infra as infra,
    net_min_base as net_min_base,
    operator_support as operator_support,
    param_fetch as param_fetch,
    regional_inductor as regional_inductor,
    reinplace as reinplace,
    runtime_assert as runtime_assert,
    shape_prop as shape_prop,
    split_module as split_module,
    split_utils as split_utils,
    splitter_base as splitter_base,
    tools_common as tools_common,
    utils as utils,
)
