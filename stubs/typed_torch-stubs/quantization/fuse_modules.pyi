# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.fuse_modules import *
from torch.quantization.fuse_modules import (
    fuse_conv_bn as fuse_conv_bn,
    fuse_conv_bn_relu as fuse_conv_bn_relu,
    fuse_known_modules as fuse_known_modules,
    fuse_modules as fuse_modules,
    get_fuser_method as get_fuser_method,
)
