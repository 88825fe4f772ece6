# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.migrate_gradual_types.constraint_generator import *
from torch.fx.experimental.migrate_gradual_types.constraint_generator import MAX_TENSOR_RANK as MAX_TENSOR_RANK
