# Our names stand on both sides of torch's: mypy keeps the first binding of a name, the others the last.
# mypy: disable-error-code="assignment, no-redef"
from . import functional as functional
from ._typed import *
from torch.nn import *
from ._typed import *
from . import functional as functional
