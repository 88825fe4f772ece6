# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.compiler.config import *
from torch.compiler.config import (
    cache_key_tag as cache_key_tag,
    dynamic_sources as dynamic_sources,
    dynamic_values as dynamic_values,
    force_cudagraph_gc as force_cudagraph_gc,
    pgo_extra_read_key as pgo_extra_read_key,
    pgo_extra_write_key as pgo_extra_write_key,
    unbacked_sources as unbacked_sources,
)
