# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.datapipes.utils.decoder import *
from torch.utils.data.datapipes.utils.decoder import imagespecs as imagespecs
