# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.utils.data.elastic_distributed_sampler import *
from torch.distributed.elastic.utils.data.elastic_distributed_sampler import T as T
