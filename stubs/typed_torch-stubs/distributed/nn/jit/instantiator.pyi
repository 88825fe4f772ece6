# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.nn.jit.instantiator import *
from torch.distributed.nn.jit.instantiator import (
    get_arg_return_types_from_interface as get_arg_return_types_from_interface,
    get_remote_module_template as get_remote_module_template,
    instantiate_non_scriptable_remote_module_template as instantiate_non_scriptable_remote_module_template,
    instantiate_scriptable_remote_module_template as instantiate_scriptable_remote_module_template,
)
