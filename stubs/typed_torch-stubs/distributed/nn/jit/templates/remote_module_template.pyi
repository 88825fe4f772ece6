# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.nn.jit.templates.remote_module_template import *
from torch.distributed.nn.jit.templates.remote_module_template import (
    get_remote_module_template as get_remote_module_template,
)
