# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.operator_support import *
from torch.fx.passes.operator_support import (
    IsNodeSupported as IsNodeSupported,
    SupportDict as SupportDict,
    SupportedArgumentDTypes as SupportedArgumentDTypes,
    TargetTypeName as TargetTypeName,
)
