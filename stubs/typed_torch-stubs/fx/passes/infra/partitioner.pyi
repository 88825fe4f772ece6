# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.infra.partitioner import *
from torch.fx.passes.infra.partitioner import (
    CapabilityBasedPartitioner as CapabilityBasedPartitioner,
    GraphModule as GraphModule,
    Node as Node,
    OperatorSupportBase as OperatorSupportBase,
    Partition as Partition,
    fuse_by_partitions as fuse_by_partitions,
    logger as logger,
)
