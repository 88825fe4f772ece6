# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.fx.match_utils import *
from torch.quantization.fx.match_utils import MatchAllNode as MatchAllNode
