# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.nn.jit.templates import *
from . import remote_module_template as remote_module_template
