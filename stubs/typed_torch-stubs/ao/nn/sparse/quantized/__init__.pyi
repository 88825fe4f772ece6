# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.nn.sparse.quantized import Linear as Linear, LinearPackedParams as LinearPackedParams
from . import dynamic as dynamic, linear as linear, utils as utils
