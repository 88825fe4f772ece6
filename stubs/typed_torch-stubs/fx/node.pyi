# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.node import *
from torch.fx.node import (
    Argument as Argument,
    ArgumentT as ArgumentT,
    BaseArgumentTypes as BaseArgumentTypes,
    Target as Target,
    base_types as base_types,
    log as log,
)
