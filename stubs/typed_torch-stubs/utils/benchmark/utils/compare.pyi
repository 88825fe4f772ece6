# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.utils.compare import *
from torch.utils.benchmark.utils.compare import (
    BAD as BAD,
    BEST as BEST,
    BOLD as BOLD,
    GOOD as GOOD,
    TERMINATE as TERMINATE,
    Table as Table,
    VERY_BAD as VERY_BAD,
    optional_min as optional_min,
)
