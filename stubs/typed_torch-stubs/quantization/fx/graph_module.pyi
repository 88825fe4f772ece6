# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.fx.graph_module import *
from torch.quantization.fx.graph_module import (
    FusedGraphModule as FusedGraphModule,
    GraphModule as GraphModule,
    ObservedGraphModule as ObservedGraphModule,
    ObservedStandaloneGraphModule as ObservedStandaloneGraphModule,
    QuantizedGraphModule as QuantizedGraphModule,
)
