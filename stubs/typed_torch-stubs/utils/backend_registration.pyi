# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.backend_registration import *
