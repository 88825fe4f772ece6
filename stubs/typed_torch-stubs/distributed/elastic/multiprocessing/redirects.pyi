# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.multiprocessing.redirects import *
from torch.distributed.elastic.multiprocessing.redirects import (
    IS_MACOS as IS_MACOS,
    IS_WINDOWS as IS_WINDOWS,
    get_libc as get_libc,
    libc as libc,
    logger as logger,
    redirect as redirect,
    redirect_stderr as redirect_stderr,
    redirect_stdout as redirect_stdout,
)
