# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.optimization import *
from torch.fx.experimental.optimization import (
    mkldnn_map as mkldnn_map,
    mkldnn_supported as mkldnn_supported,
    mkldnn_supported_unknown as mkldnn_supported_unknown,
)
