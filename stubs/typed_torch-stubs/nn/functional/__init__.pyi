# Our names stand on both sides of torch's: mypy keeps the first binding of a name, the others the last.
# mypy: disable-error-code="no-redef"
from ._typed import *
from torch.nn.functional import *
from ._typed import *
