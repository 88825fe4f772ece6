# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.model_zoo import *
from torch.utils.model_zoo import load_url as load_url, tqdm as tqdm
