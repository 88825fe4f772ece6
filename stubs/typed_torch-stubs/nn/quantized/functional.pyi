# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.quantized.functional import *
from torch.nn.quantized.functional import (
    adaptive_avg_pool2d as adaptive_avg_pool2d,
    adaptive_avg_pool3d as adaptive_avg_pool3d,
    avg_pool2d as avg_pool2d,
    avg_pool3d as avg_pool3d,
    celu as celu,
    clamp as clamp,
    conv1d as conv1d,
    conv2d as conv2d,
    conv3d as conv3d,
    elu as elu,
    hardsigmoid as hardsigmoid,
    hardswish as hardswish,
    hardtanh as hardtanh,
    interpolate as interpolate,
    leaky_relu as leaky_relu,
    linear as linear,
    max_pool1d as max_pool1d,
    max_pool2d as max_pool2d,
    threshold as threshold,
    upsample as upsample,
    upsample_bilinear as upsample_bilinear,
    upsample_nearest as upsample_nearest,
)
