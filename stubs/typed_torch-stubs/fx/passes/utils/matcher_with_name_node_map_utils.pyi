# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.utils.matcher_with_name_node_map_utils import *
