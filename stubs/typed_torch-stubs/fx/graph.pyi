# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.graph import *
from torch.fx.graph import (
    TransformCodeFunc as TransformCodeFunc,
    inplace_methods as inplace_methods,
    log as log,
    magic_methods as magic_methods,
    reflectable_magic_methods as reflectable_magic_methods,
)
