# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.sparse.semi_structured import *
