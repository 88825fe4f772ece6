# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.migrate_gradual_types.transform_to_z3 import *
from torch.fx.experimental.migrate_gradual_types.transform_to_z3 import HAS_Z3 as HAS_Z3
