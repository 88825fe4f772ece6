# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.mkldnn import *
from torch.utils.mkldnn import (
    MkldnnBatchNorm as MkldnnBatchNorm,
    MkldnnConv1d as MkldnnConv1d,
    MkldnnConv2d as MkldnnConv2d,
    MkldnnConv3d as MkldnnConv3d,
    MkldnnLinear as MkldnnLinear,
    MkldnnPrelu as MkldnnPrelu,
    to_mkldnn as to_mkldnn,
)
