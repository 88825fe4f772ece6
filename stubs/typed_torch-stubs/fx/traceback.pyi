# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.traceback import *
from torch.fx.traceback import (
    GRADIENT_ACC_SPECIAL_STACK as GRADIENT_ACC_SPECIAL_STACK,
    MEMORY_BUDGET_ANNOTATION_KEY as MEMORY_BUDGET_ANNOTATION_KEY,
    current_meta as current_meta,
    current_replay_node as current_replay_node,
    log as log,
    should_preserve_node_meta as should_preserve_node_meta,
)
