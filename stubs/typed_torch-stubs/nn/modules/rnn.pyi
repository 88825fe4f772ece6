# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.modules.rnn import *
from torch.nn.modules.rnn import apply_permutation as apply_permutation
