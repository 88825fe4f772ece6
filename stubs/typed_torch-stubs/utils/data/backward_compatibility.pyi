# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.backward_compatibility import *
from torch.utils.data.backward_compatibility import worker_init_fn as worker_init_fn
