# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.refinement_types import *
from torch.fx.experimental.refinement_types import Equality as Equality
