# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.benchmark.examples.compare import *
from torch.utils.benchmark.examples.compare import FauxTorch as FauxTorch, main as main
