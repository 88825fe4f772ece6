# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.rendezvous.etcd_rendezvous_backend import *
from torch.distributed.elastic.rendezvous.etcd_rendezvous_backend import (
    EtcdRendezvousBackend as EtcdRendezvousBackend,
    EtcdStore as EtcdStore,
    RendezvousBackend as RendezvousBackend,
    RendezvousConnectionError as RendezvousConnectionError,
    RendezvousParameters as RendezvousParameters,
    RendezvousStateError as RendezvousStateError,
    Store as Store,
    Token as Token,
    create_backend as create_backend,
    etcd as etcd,
    parse_rendezvous_endpoint as parse_rendezvous_endpoint,
)
