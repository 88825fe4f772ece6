# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.argparse_util import *
from torch.distributed.argparse_util import check_env as check_env, env as env
