# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.proxy import *
from torch.fx.proxy import annotation_log as annotation_log, assert_fn as assert_fn, log as log
