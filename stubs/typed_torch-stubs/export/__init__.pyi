# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.export import *
from torch.export import (
    DEFAULT_PICKLE_PROTOCOL as DEFAULT_PICKLE_PROTOCOL,
    FileLike as FileLike,
    PassResult as PassResult,
    PassType as PassType,
    log as log,
)
from . import (
    custom_ops as custom_ops,
    decomp_utils as decomp_utils,
    dynamic_shapes as dynamic_shapes,
    exported_program as exported_program,
    graph_signature as graph_signature,
)
