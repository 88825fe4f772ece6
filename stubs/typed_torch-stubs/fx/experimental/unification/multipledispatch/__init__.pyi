# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.unification.multipledispatch import *
from torch.fx.experimental.unification.multipledispatch import (
    Dispatcher as Dispatcher,
    MDNotImplementedError as MDNotImplementedError,
    dispatch as dispatch,
    halt_ordering as halt_ordering,
    restart_ordering as restart_ordering,
)
from . import conflict as conflict, core as core, dispatcher as dispatcher, utils as utils, variadic as variadic
