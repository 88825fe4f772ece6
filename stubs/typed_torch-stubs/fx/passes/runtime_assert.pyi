# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.runtime_assert import *
from torch.fx.passes.runtime_assert import ShapeEnv as ShapeEnv, graph_code_log as graph_code_log, log as log
