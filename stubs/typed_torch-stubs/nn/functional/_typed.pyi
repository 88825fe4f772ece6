from ._activation import *
from ._normalization import (
    GroupNormOptions as GroupNormOptions,
    GroupNormSettings as GroupNormSettings,
    group_norm as group_norm,
)
