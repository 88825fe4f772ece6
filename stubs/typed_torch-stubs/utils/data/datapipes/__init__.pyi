# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from . import dataframe as dataframe, datapipe as datapipe, iter as iter, map as map, utils as utils
