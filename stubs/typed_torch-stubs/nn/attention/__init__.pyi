# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.attention import *
from torch.nn.attention import (
    SDPAParams as SDPAParams,
    can_use_efficient_attention as can_use_efficient_attention,
    can_use_flash_attention as can_use_flash_attention,
)
