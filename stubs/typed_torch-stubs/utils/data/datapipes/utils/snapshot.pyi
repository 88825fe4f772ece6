# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.datapipes.utils.snapshot import *
from torch.utils.data.datapipes.utils.snapshot import (
    IterDataPipe as IterDataPipe,
    apply_random_seed as apply_random_seed,
)
