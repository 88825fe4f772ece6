# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.package.analyze.find_first_use_of_broken_modules import *
