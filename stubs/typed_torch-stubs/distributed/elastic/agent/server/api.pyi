# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.agent.server.api import *
from torch.distributed.elastic.agent.server.api import DEFAULT_ROLE as DEFAULT_ROLE, logger as logger
