# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.export.experimental import *
from torch.export.experimental import OrderedSet as OrderedSet
