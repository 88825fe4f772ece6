# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.rendezvous.static_tcp_rendezvous import *
from torch.distributed.elastic.rendezvous.static_tcp_rendezvous import logger as logger
