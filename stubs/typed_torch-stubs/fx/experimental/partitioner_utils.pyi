# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.partitioner_utils import *
from torch.fx.experimental.partitioner_utils import (
    Device as Device,
    Node as Node,
    NodeLatency as NodeLatency,
    Partition as Partition,
    PartitionLatency as PartitionLatency,
    PartitionMode as PartitionMode,
    PartitionerConfig as PartitionerConfig,
    get_comm_latency_between as get_comm_latency_between,
    get_extra_size_of as get_extra_size_of,
    get_latency_of_one_partition as get_latency_of_one_partition,
    get_latency_of_partitioned_graph as get_latency_of_partitioned_graph,
    get_partition_to_latency_mapping as get_partition_to_latency_mapping,
    map_arg as map_arg,
)
