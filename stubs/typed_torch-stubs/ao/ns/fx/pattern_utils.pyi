# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.ns.fx.pattern_utils import *
from torch.ao.ns.fx.pattern_utils import (
    FakeQuantizeBase as FakeQuantizeBase,
    GraphModule as GraphModule,
    NSFusionElType as NSFusionElType,
    NSFusionType as NSFusionType,
    NSNodeTargetType as NSNodeTargetType,
    Node as Node,
    ObserverBase as ObserverBase,
    end_node_matches_reversed_fusion as end_node_matches_reversed_fusion,
    get_native_backend_config as get_native_backend_config,
    get_reversed_fusions as get_reversed_fusions,
    get_type_a_related_to_b as get_type_a_related_to_b,
    getattr_from_fqn as getattr_from_fqn,
    toq as toq,
)
