# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.utils.fuser_utils import *
from torch.fx.passes.utils.fuser_utils import (
    Graph as Graph,
    GraphModule as GraphModule,
    Node as Node,
    NodeList as NodeList,
    NodeSet as NodeSet,
    compatibility as compatibility,
    erase_nodes as erase_nodes,
    fuse_as_graphmodule as fuse_as_graphmodule,
    fuse_by_partitions as fuse_by_partitions,
    insert_subgm as insert_subgm,
    legalize_graph as legalize_graph,
    lift_subgraph_as_module as lift_subgraph_as_module,
    topo_sort as topo_sort,
    validate_partition as validate_partition,
)
