# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.package.package_exporter import *
from torch.package.package_exporter import ActionHook as ActionHook
