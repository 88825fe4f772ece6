# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.unification.match import *
from torch.fx.experimental.unification.match import (
    Dispatcher as Dispatcher,
    Var as Var,
    VarDispatcher as VarDispatcher,
    edge as edge,
    first as first,
    freeze as freeze,
    global_namespace as global_namespace,
    groupby as groupby,
    isvar as isvar,
    match as match,
    ordering as ordering,
    reify as reify,
    supercedes as supercedes,
    unify as unify,
)
