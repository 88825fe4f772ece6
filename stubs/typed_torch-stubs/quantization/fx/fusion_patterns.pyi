# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.fx.fusion_patterns import *
from torch.quantization.fx.fusion_patterns import DefaultFuseHandler as DefaultFuseHandler, FuseHandler as FuseHandler
