# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.package.find_file_dependencies import *
from torch.package.find_file_dependencies import find_files_source_depends_on as find_files_source_depends_on
