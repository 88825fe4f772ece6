# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.passes.tests.test_pass_manager import *
from torch.fx.passes.tests.test_pass_manager import (
    PassManager as PassManager,
    TestPassManager as TestPassManager,
    inplace_wrapper as inplace_wrapper,
    these_before_those_pass_constraint as these_before_those_pass_constraint,
    this_before_that_pass_constraint as this_before_that_pass_constraint,
)
