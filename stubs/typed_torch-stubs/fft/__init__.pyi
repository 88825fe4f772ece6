# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fft import *
from torch.fft import (
    common_args as common_args,
    factory_common_args as factory_common_args,
    hfft2 as hfft2,
    hfftn as hfftn,
    ihfft2 as ihfft2,
    ihfftn as ihfftn,
)
