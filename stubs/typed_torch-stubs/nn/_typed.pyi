from ._layers import *
from ._module import Module as Module
from ._normalization import GroupNorm as GroupNorm
from ._parameter import Parameter as Parameter
