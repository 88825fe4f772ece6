# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.unification.variable import *
from torch.fx.experimental.unification.variable import (
    Var as Var,
    dispatch as dispatch,
    hashable as hashable,
    isvar as isvar,
    var as var,
    variables as variables,
    vars as vars,
)
