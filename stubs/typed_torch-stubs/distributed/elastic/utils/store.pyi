# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.utils.store import *
from torch.distributed.elastic.utils.store import DistStoreError as DistStoreError
