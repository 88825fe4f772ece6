# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.agent.server.health_check_server import *
from torch.distributed.elastic.agent.server.health_check_server import log as log
