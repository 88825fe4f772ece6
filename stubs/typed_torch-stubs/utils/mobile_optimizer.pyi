# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.mobile_optimizer import *
from torch.utils.mobile_optimizer import (
    LintCode as LintCode,
    MobileOptimizerType as MobileOptimizerType,
    generate_mobile_module_lints as generate_mobile_module_lints,
    optimize_for_mobile as optimize_for_mobile,
)
