# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.migrate_gradual_types.constraint_transformation import *
