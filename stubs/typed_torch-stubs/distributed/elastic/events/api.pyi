# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.events.api import *
from torch.distributed.elastic.events.api import EventMetadataValue as EventMetadataValue
