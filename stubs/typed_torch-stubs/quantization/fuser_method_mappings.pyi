# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.fuser_method_mappings import *
from torch.quantization.fuser_method_mappings import (
    fuse_conv_bn as fuse_conv_bn,
    fuse_conv_bn_relu as fuse_conv_bn_relu,
    fuse_linear_bn as fuse_linear_bn,
    get_fuser_method as get_fuser_method,
)
