# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.unification.unification_tools import *
from torch.fx.experimental.unification.unification_tools import first as first, getter as getter, groupby as groupby
