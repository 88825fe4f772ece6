# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.merge_matmul import *
from torch.fx.experimental.merge_matmul import (
    Node as Node,
    are_nodes_independent as are_nodes_independent,
    legalize_graph as legalize_graph,
    may_depend_on as may_depend_on,
    merge_matmul as merge_matmul,
    split_result_tensors as split_result_tensors,
    symbolic_trace as symbolic_trace,
)
