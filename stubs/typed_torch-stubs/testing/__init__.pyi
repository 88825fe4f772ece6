# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.testing import *
from torch.testing import (
    FileCheck as FileCheck,
    assert_allclose as assert_allclose,
    assert_close as assert_close,
    make_tensor as make_tensor,
)
