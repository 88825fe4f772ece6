# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.flop_counter import *
from torch.utils.flop_counter import (
    addmm_flop as addmm_flop,
    aten as aten,
    baddbmm_flop as baddbmm_flop,
    bmm_flop as bmm_flop,
    conv_backward_flop as conv_backward_flop,
    conv_flop as conv_flop,
    conv_flop_count as conv_flop_count,
    convert_num_with_suffix as convert_num_with_suffix,
    convert_to_percent_str as convert_to_percent_str,
    flop_registry as flop_registry,
    get_shape as get_shape,
    get_suffix_str as get_suffix_str,
    log as log,
    mm_flop as mm_flop,
    normalize_tuple as normalize_tuple,
    sdpa_backward_flop as sdpa_backward_flop,
    sdpa_backward_flop_count as sdpa_backward_flop_count,
    sdpa_flop as sdpa_flop,
    sdpa_flop_count as sdpa_flop_count,
    shape_wrapper as shape_wrapper,
    suffixes as suffixes,
)
