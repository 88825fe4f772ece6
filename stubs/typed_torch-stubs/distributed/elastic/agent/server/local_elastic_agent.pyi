# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.agent.server.local_elastic_agent import *
from torch.distributed.elastic.agent.server.local_elastic_agent import logger as logger
