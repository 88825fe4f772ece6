# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.agent.server import *
from torch.distributed.elastic.agent.server import (
    ElasticAgent as ElasticAgent,
    RunResult as RunResult,
    SimpleElasticAgent as SimpleElasticAgent,
    TORCHELASTIC_ENABLE_FILE_TIMER as TORCHELASTIC_ENABLE_FILE_TIMER,
    TORCHELASTIC_TIMER_FILE as TORCHELASTIC_TIMER_FILE,
    Worker as Worker,
    WorkerGroup as WorkerGroup,
    WorkerSpec as WorkerSpec,
    WorkerState as WorkerState,
)
