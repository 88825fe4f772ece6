# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.pruning import *
from torch.ao.pruning import (
    BaseScheduler as BaseScheduler,
    BaseSparsifier as BaseSparsifier,
    CubicSL as CubicSL,
    FakeSparsity as FakeSparsity,
    LambdaSL as LambdaSL,
    NearlyDiagonalSparsifier as NearlyDiagonalSparsifier,
    WeightNormSparsifier as WeightNormSparsifier,
    fqn_to_module as fqn_to_module,
    get_arg_info_from_tensor_fqn as get_arg_info_from_tensor_fqn,
    get_dynamic_sparse_quantized_mapping as get_dynamic_sparse_quantized_mapping,
    get_static_sparse_quantized_mapping as get_static_sparse_quantized_mapping,
    module_to_fqn as module_to_fqn,
)
from . import scheduler as scheduler, sparsifier as sparsifier
