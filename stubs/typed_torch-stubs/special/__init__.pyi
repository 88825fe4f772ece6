# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.special import *
from torch.special import Tensor as Tensor, common_args as common_args, multi_dim_common as multi_dim_common
