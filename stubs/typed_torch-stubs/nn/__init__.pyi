from torch.nn import (
    Buffer as Buffer,
    DataParallel as DataParallel,
    UninitializedBuffer as UninitializedBuffer,
    UninitializedParameter as UninitializedParameter,
    attention as attention,
    factory_kwargs as factory_kwargs,
    init as init,
    modules as modules,
    parallel as parallel,
    parameter as parameter,
    utils as utils,
)

from . import functional as functional
from ._typed import *
