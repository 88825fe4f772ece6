# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.utils import *
from torch.ao.quantization.utils import (
    QuantizerCls as QuantizerCls,
    func_list as func_list,
    method_list as method_list,
    module_type_list as module_type_list,
)
