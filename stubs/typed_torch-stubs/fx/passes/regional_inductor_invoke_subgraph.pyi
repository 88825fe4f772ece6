# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.regional_inductor_invoke_subgraph import *
from torch.fx.passes.regional_inductor_invoke_subgraph import logger as logger
