# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.hub import *
from torch.hub import (
    DEFAULT_CACHE_DIR as DEFAULT_CACHE_DIR,
    ENV_GITHUB_TOKEN as ENV_GITHUB_TOKEN,
    ENV_TORCH_HOME as ENV_TORCH_HOME,
    ENV_XDG_CACHE_HOME as ENV_XDG_CACHE_HOME,
    HASH_REGEX as HASH_REGEX,
    MODULE_HUBCONF as MODULE_HUBCONF,
    READ_DATA_CHUNK as READ_DATA_CHUNK,
    VAR_DEPENDENCY as VAR_DEPENDENCY,
    tqdm as tqdm,
)
