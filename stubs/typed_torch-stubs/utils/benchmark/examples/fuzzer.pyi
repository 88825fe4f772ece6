# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.examples.fuzzer import *
from torch.utils.benchmark.examples.fuzzer import main as main
