# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.package.glob_group import *
from torch.package.glob_group import GlobGroup as GlobGroup, GlobPattern as GlobPattern
