# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.package.analyze.is_from_package import *
from torch.package.analyze.is_from_package import is_from_package as is_from_package, is_mangled as is_mangled
