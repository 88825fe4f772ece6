# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.examples.op_benchmark import *
from torch.utils.benchmark.examples.op_benchmark import (
    BinaryOpFuzzer as BinaryOpFuzzer,
    Timer as Timer,
    UnaryOpFuzzer as UnaryOpFuzzer,
    assert_dicts_equal as assert_dicts_equal,
    main as main,
    run as run,
)
