# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.ns.fx.graph_matcher import *
from torch.ao.ns.fx.graph_matcher import (
    FakeQuantizeBase as FakeQuantizeBase,
    Graph as Graph,
    GraphMatchingException as GraphMatchingException,
    GraphModule as GraphModule,
    NSNodeTargetType as NSNodeTargetType,
    NSSubgraph as NSSubgraph,
    Node as Node,
    ObserverBase as ObserverBase,
    SubgraphTypeRelationship as SubgraphTypeRelationship,
    end_node_matches_reversed_fusion as end_node_matches_reversed_fusion,
    get_base_name_to_sets_of_related_ops as get_base_name_to_sets_of_related_ops,
    get_matching_subgraph_pairs as get_matching_subgraph_pairs,
    get_reversed_fusions as get_reversed_fusions,
    get_type_a_related_to_b as get_type_a_related_to_b,
    get_unmatchable_types_map as get_unmatchable_types_map,
    getattr_from_fqn as getattr_from_fqn,
    toq as toq,
)
