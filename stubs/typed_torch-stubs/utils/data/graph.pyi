# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.data.graph import *
from torch.utils.data.graph import DataPipe as DataPipe, DataPipeGraph as DataPipeGraph
