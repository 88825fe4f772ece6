# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.backend_config.onednn import *
from torch.ao.quantization.backend_config.onednn import (
    binary_op_dtype_configs as binary_op_dtype_configs,
    conv_add_left_optioins as conv_add_left_optioins,
    conv_add_optioins as conv_add_optioins,
    conv_add_relu_left_optioins as conv_add_relu_left_optioins,
    conv_configs as conv_configs,
    conv_dtype_configs as conv_dtype_configs,
    default_op_dtype_configs as default_op_dtype_configs,
    embedding_op_dtype_configs as embedding_op_dtype_configs,
    fixed_qparams_op_dtype_configs as fixed_qparams_op_dtype_configs,
    layer_norm_op_dtype_configs as layer_norm_op_dtype_configs,
    linear_configs as linear_configs,
    linear_dtype_configs as linear_dtype_configs,
    observation_type as observation_type,
    onednn_dynamic_int8_dtype_config as onednn_dynamic_int8_dtype_config,
    onednn_input_output_only_quint8_dtype_config as onednn_input_output_only_quint8_dtype_config,
    onednn_op_quint8_dtype_config as onednn_op_quint8_dtype_config,
    onednn_weight_only_qint8_dtype_config as onednn_weight_only_qint8_dtype_config,
    onednn_weighted_op_int8_dtype_config as onednn_weighted_op_int8_dtype_config,
    rnn_op_dtype_configs as rnn_op_dtype_configs,
    share_qparams_op_dtype_configs as share_qparams_op_dtype_configs,
)
