# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.nn.utils.rnn import *
from torch.nn.utils.rnn import PackedSequence_ as PackedSequence_, bind as bind
