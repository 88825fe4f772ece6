# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.rendezvous.etcd_rendezvous import *
from torch.distributed.elastic.rendezvous.etcd_rendezvous import (
    CONST_ETCD_FROZEN_TTL as CONST_ETCD_FROZEN_TTL,
    CONST_ETCD_JOINABLE_EPHEMERAL_TTL as CONST_ETCD_JOINABLE_EPHEMERAL_TTL,
    CONST_ETCD_SETUP_TTL as CONST_ETCD_SETUP_TTL,
    CONST_RUNID_SUBROOT_TTL as CONST_RUNID_SUBROOT_TTL,
    CONST_WORKER_KEEPALIVE_TTL as CONST_WORKER_KEEPALIVE_TTL,
    logger as logger,
)
