# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.unification import *
from torch.fx.experimental.unification import (
    Var as Var,
    isvar as isvar,
    reify as reify,
    unifiable as unifiable,
    unify as unify,
    var as var,
    variables as variables,
    vars as vars,
)
from . import (
    core as core,
    dispatch as dispatch,
    more as more,
    multipledispatch as multipledispatch,
    unification_tools as unification_tools,
    utils as utils,
    variable as variable,
)
