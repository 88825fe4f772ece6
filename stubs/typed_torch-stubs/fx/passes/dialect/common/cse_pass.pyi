# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.dialect.common.cse_pass import *
from torch.fx.passes.dialect.common.cse_pass import (
    CSEPass as CSEPass,
    Graph as Graph,
    GraphModule as GraphModule,
    Node as Node,
    PassBase as PassBase,
    PassResult as PassResult,
    Target as Target,
    aten as aten,
    get_CSE_banned_ops as get_CSE_banned_ops,
    inplace_ops as inplace_ops,
    rand_ops as rand_ops,
    tree_flatten as tree_flatten,
)
