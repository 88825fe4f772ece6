# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.rendezvous.dynamic_rendezvous import *
from torch.distributed.elastic.rendezvous.dynamic_rendezvous import (
    Token as Token,
    get_method_name as get_method_name,
    logger as logger,
)
