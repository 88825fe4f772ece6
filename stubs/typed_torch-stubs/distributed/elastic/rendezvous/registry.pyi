# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.rendezvous.registry import *
from torch.distributed.elastic.rendezvous.registry import log as log
