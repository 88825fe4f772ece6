# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.serialization import *
from torch.serialization import (
    DEFAULT_PROTOCOL as DEFAULT_PROTOCOL,
    INT_SIZE as INT_SIZE,
    IS_WINDOWS as IS_WINDOWS,
    LONG_SIZE as LONG_SIZE,
    MAGIC_NUMBER as MAGIC_NUMBER,
    MAP_LOCATION as MAP_LOCATION,
    MAP_PRIVATE as MAP_PRIVATE,
    MAP_SHARED as MAP_SHARED,
    PROTOCOL_VERSION as PROTOCOL_VERSION,
    SHORT_SIZE as SHORT_SIZE,
    STORAGE as STORAGE,
    STORAGE_KEY_SEPARATOR as STORAGE_KEY_SEPARATOR,
    T as T,
    UNSAFE_MESSAGE as UNSAFE_MESSAGE,
)
