"""Keywords of torch's that no rule has as a parameter: other names of some that it has, and what tells it nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["OTHER_NAMES", "SAYING_NOTHING"]

OTHER_NAMES: Final[Mapping[str, str]] = {
    "axis": "dim",
    "keepdims": "keepdim",
    "exponent": "other",
    "split_size": "split_size_or_sections",
}
"""What torch's functions in C++ call parameters of rules too, most of them as NumPy does."""

_LISTED: Final = """
    _stacklevel accumulate align_corners align_to_window alpha antialias approximate atol beta
    compute_mode create_graph cudnn_enable cudnn_enabled decimals driver eps equal_nan fill_value from generator
    grad_outputs hard implicit include_self increasing index indices inplace input_scale interpolation invert
    is_causal k lambd layout log_target lower mask max max_norm max_val mean median memory_format memory_is_causal
    memory_key_padding_mask memory_mask min min_val mode momentum nan negative_slope neginf non_blocking norm_type
    out output_size p padding_idx padding_mode pin_memory pos_weight posinf rcond recompute_scale_factor reduce
    replacement requires_grad retain_graph right rtol scale scale_grad_by_freq sigma source sparse sparse_grad
    src_is_causal src_key_padding_mask src_mask std tau tgt_is_causal tgt_key_padding_mask tgt_mask threshold to
    train training upper use_input_stats value values weight wrap zero_infinity
    """

SAYING_NOTHING: Final = frozenset(_LISTED.split())
"""Keywords that change neither shape nor dtype, such as ``out`` and ``eps``."""
