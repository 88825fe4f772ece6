from ._convolution import *
from ._kept import *
from ._layers import *
from ._module import Module as Module
from ._normalization import GroupNorm as GroupNorm
from ._parameter import Parameter as Parameter
from ._sized import *
