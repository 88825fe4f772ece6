# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from . import windows as windows
