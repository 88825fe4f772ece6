# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.ns.fx.mappings import *
from torch.ao.ns.fx.mappings import (
    NSNodeTargetType as NSNodeTargetType,
    add_op_to_sets_of_related_ops as add_op_to_sets_of_related_ops,
    get_base_name_for_op as get_base_name_for_op,
    get_base_name_to_sets_of_related_ops as get_base_name_to_sets_of_related_ops,
    get_native_backend_config as get_native_backend_config,
    get_node_type_to_io_type_map as get_node_type_to_io_type_map,
    get_unmatchable_types_map as get_unmatchable_types_map,
    toq as toq,
)
