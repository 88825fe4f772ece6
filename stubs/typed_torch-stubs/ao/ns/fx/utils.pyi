# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.ns.fx.utils import *
from torch.ao.ns.fx.utils import (
    FakeQuantizeBase as FakeQuantizeBase,
    GraphModule as GraphModule,
    NSNodeTargetType as NSNodeTargetType,
    NSResultsType as NSResultsType,
    Node as Node,
    NodeInputOrOutputType as NodeInputOrOutputType,
    ObserverBase as ObserverBase,
    compute_cosine_similarity as compute_cosine_similarity,
    compute_normalized_l2_error as compute_normalized_l2_error,
    compute_sqnr as compute_sqnr,
    get_arg_indices_of_inputs_to_log as get_arg_indices_of_inputs_to_log,
    get_node_first_input_and_output_type as get_node_first_input_and_output_type,
    get_node_input_qparams as get_node_input_qparams,
    get_normalized_nth_input as get_normalized_nth_input,
    get_number_of_non_param_args as get_number_of_non_param_args,
    get_target_type_str as get_target_type_str,
    getattr_from_fqn as getattr_from_fqn,
    maybe_add_missing_fqns as maybe_add_missing_fqns,
    maybe_dequantize_first_two_tensor_args_and_handle_tuples as maybe_dequantize_first_two_tensor_args_and_handle_tuples,
    op_type_supports_shadowing as op_type_supports_shadowing,
    rekey_logger_info_on_node_name_of_model as rekey_logger_info_on_node_name_of_model,
    return_first_non_observer_node as return_first_non_observer_node,
    toq as toq,
)
