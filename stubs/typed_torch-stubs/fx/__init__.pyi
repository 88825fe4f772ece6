# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx import *
from torch.fx import CodeGen as CodeGen, PH as PH, ProxyableClassMeta as ProxyableClassMeta
from . import (
    config as config,
    experimental as experimental,
    graph as graph,
    graph_module as graph_module,
    immutable_collections as immutable_collections,
    interpreter as interpreter,
    node as node,
    operator_schemas as operator_schemas,
    passes as passes,
    proxy as proxy,
    subgraph_rewriter as subgraph_rewriter,
    tensor_type as tensor_type,
    traceback as traceback,
)
