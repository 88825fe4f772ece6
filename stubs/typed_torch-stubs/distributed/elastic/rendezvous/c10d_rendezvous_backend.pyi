# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.rendezvous.c10d_rendezvous_backend import *
from torch.distributed.elastic.rendezvous.c10d_rendezvous_backend import (
    C10dRendezvousBackend as C10dRendezvousBackend,
    DEFAULT_PORT as DEFAULT_PORT,
    FileStore as FileStore,
    NodeState as NodeState,
    RendezvousBackend as RendezvousBackend,
    RendezvousConnectionError as RendezvousConnectionError,
    RendezvousError as RendezvousError,
    RendezvousParameters as RendezvousParameters,
    RendezvousStateError as RendezvousStateError,
    Store as Store,
    TCPStore as TCPStore,
    Token as Token,
    construct_and_record_rdzv_event as construct_and_record_rdzv_event,
    create_backend as create_backend,
    logger as logger,
    parse_rendezvous_endpoint as parse_rendezvous_endpoint,
)
