# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.rendezvous.etcd_server import *
from torch.distributed.elastic.rendezvous.etcd_server import (
    EtcdServer as EtcdServer,
    find_free_port as find_free_port,
    logger as logger,
    stop_etcd as stop_etcd,
)
