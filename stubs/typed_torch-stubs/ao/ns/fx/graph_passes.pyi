# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.ns.fx.graph_passes import *
from torch.ao.ns.fx.graph_passes import (
    Graph as Graph,
    GraphModule as GraphModule,
    NSNodeTargetType as NSNodeTargetType,
    NSSingleResultValuesType as NSSingleResultValuesType,
    NSSubgraph as NSSubgraph,
    Node as Node,
    NodeInputOrOutputType as NodeInputOrOutputType,
    add_loggers_to_model as add_loggers_to_model,
    create_a_shadows_b as create_a_shadows_b,
    get_arg_indices_of_inputs_to_log as get_arg_indices_of_inputs_to_log,
    get_new_attr_name_with_prefix as get_new_attr_name_with_prefix,
    get_node_first_input_and_output_type as get_node_first_input_and_output_type,
    get_node_input_qparams as get_node_input_qparams,
    get_node_type_to_io_type_map as get_node_type_to_io_type_map,
    get_normalized_nth_input as get_normalized_nth_input,
    get_number_of_non_param_args as get_number_of_non_param_args,
    get_target_type_str as get_target_type_str,
    getattr_from_fqn as getattr_from_fqn,
    map_arg as map_arg,
    op_type_supports_shadowing as op_type_supports_shadowing,
    return_first_non_observer_node as return_first_non_observer_node,
)
