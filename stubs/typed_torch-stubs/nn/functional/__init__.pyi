# Our names stand on both sides of torch's: mypy keeps the first binding of a name, the others the last.
from ._typed import *
from torch.nn.functional import *
from ._typed import *
