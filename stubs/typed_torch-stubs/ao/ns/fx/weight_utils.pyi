# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.ns.fx.weight_utils import *
from torch.ao.ns.fx.weight_utils import (
    GraphModule as GraphModule,
    NSSingleResultType as NSSingleResultType,
    NSSingleResultValuesType as NSSingleResultValuesType,
    Node as Node,
    extract_weight_from_node as extract_weight_from_node,
    get_conv_fun_weight as get_conv_fun_weight,
    get_conv_mod_weight as get_conv_mod_weight,
    get_linear_fun_weight as get_linear_fun_weight,
    get_linear_mod_weight as get_linear_mod_weight,
    get_lstm_mod_weights as get_lstm_mod_weights,
    get_lstm_weight as get_lstm_weight,
    get_op_to_type_to_weight_extraction_fn as get_op_to_type_to_weight_extraction_fn,
    get_qconv_fun_weight as get_qconv_fun_weight,
    get_qlinear_fun_weight as get_qlinear_fun_weight,
    get_qlstm_weight as get_qlstm_weight,
    get_target_type_str as get_target_type_str,
    getattr_from_fqn as getattr_from_fqn,
    mod_0_weight_detach as mod_0_weight_detach,
    mod_weight_bias_0 as mod_weight_bias_0,
    mod_weight_detach as mod_weight_detach,
    return_first_non_observer_node as return_first_non_observer_node,
    toq as toq,
)
