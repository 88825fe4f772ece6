# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.package.package_importer import *
from torch.package.package_importer import (
    EXTERN_IMPORT_COMPAT_NAME_MAPPING as EXTERN_IMPORT_COMPAT_NAME_MAPPING,
    IMPLICIT_IMPORT_ALLOWLIST as IMPLICIT_IMPORT_ALLOWLIST,
)
