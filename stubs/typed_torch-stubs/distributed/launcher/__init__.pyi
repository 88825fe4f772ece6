# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.launcher import *
from torch.distributed.launcher import (
    LaunchConfig as LaunchConfig,
    elastic_launch as elastic_launch,
    launch_agent as launch_agent,
)
