# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.rendezvous.etcd_store import *
from torch.distributed.elastic.rendezvous.etcd_store import (
    EtcdStore as EtcdStore,
    Store as Store,
    cas_delay as cas_delay,
    etcd as etcd,
)
