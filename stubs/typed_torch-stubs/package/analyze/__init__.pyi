# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.package.analyze import *
from torch.package.analyze import (
    find_first_use_of_broken_modules as find_first_use_of_broken_modules,
    trace_dependencies as trace_dependencies,
)
from . import is_from_package as is_from_package
