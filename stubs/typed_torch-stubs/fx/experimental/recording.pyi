# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.recording import *
from torch.fx.experimental.recording import NEST as NEST, log as log, trace_shape_events_log as trace_shape_events_log
