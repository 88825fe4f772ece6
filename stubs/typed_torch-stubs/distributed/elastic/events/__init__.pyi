# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.events import *
from torch.distributed.elastic.events import (
    Event as Event,
    EventMetadataValue as EventMetadataValue,
    EventSource as EventSource,
    NodeState as NodeState,
    RdzvEvent as RdzvEvent,
    construct_and_record_rdzv_event as construct_and_record_rdzv_event,
    get_logging_handler as get_logging_handler,
    record as record,
    record_rdzv_event as record_rdzv_event,
)
