# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.file_baton import *
from torch.utils.file_baton import FileBaton as FileBaton
