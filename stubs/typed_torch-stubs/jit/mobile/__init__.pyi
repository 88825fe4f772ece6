# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.jit.mobile import *
from torch.jit.mobile import LiteScriptModule as LiteScriptModule, validate_map_location as validate_map_location
