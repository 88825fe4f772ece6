# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.export.graph_signature import *
from torch.export.graph_signature import ArgumentSpec as ArgumentSpec, TokenArgument as TokenArgument
