# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.utils import *
from torch.distributed.elastic.utils import (
    get_env_variable_or_raise as get_env_variable_or_raise,
    get_socket_with_port as get_socket_with_port,
    macros as macros,
)
