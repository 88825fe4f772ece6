# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.examples.simple_timeit import *
from torch.utils.benchmark.examples.simple_timeit import main as main
