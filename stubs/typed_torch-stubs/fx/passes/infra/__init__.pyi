# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from . import pass_base as pass_base, pass_manager as pass_manager
