# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.annotate_getitem_nodes import *
from torch.fx.passes.annotate_getitem_nodes import annotate_getitem_nodes as annotate_getitem_nodes
