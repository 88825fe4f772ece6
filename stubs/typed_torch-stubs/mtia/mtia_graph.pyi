# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.mtia.mtia_graph import *
