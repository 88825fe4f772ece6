# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.nn.jit import *
from . import instantiator as instantiator, templates as templates
