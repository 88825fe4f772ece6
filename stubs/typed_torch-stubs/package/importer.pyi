# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.package.importer import *
from torch.package.importer import log as log, sys_importer as sys_importer
