# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.ns.fx.n_shadows_utils import *
from torch.ao.ns.fx.n_shadows_utils import (
    BINARY_FUNCTIONS as BINARY_FUNCTIONS,
    Graph as Graph,
    GraphModule as GraphModule,
    NSResultsType as NSResultsType,
    NSSingleResultValuesType as NSSingleResultValuesType,
    Node as Node,
    OutputProp as OutputProp,
    QConfigAny as QConfigAny,
    QConfigMapping as QConfigMapping,
    SHADOW_NODE_NAME_PREFIX as SHADOW_NODE_NAME_PREFIX,
    SHADOW_WRAPPER_NODE_NAME_PREFIX as SHADOW_WRAPPER_NODE_NAME_PREFIX,
    create_add_loggers_graph as create_add_loggers_graph,
    create_n_transformed_and_logged_copies_of_subgraph as create_n_transformed_and_logged_copies_of_subgraph,
    create_one_transformed_and_logged_copy_of_subgraph as create_one_transformed_and_logged_copy_of_subgraph,
    create_results_comparison as create_results_comparison,
    create_submodule_from_subgraph as create_submodule_from_subgraph,
    extract_weight_comparison as extract_weight_comparison,
    get_normalized_nth_input as get_normalized_nth_input,
    get_target_type_str as get_target_type_str,
    getattr_from_fqn as getattr_from_fqn,
    group_results_by_subgraph as group_results_by_subgraph,
    print_n_shadows_summary as print_n_shadows_summary,
    tree_map as tree_map,
)
