# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.autograd import *
from torch.autograd import (
    DeviceType as DeviceType,
    ProfilerActivity as ProfilerActivity,
    ProfilerConfig as ProfilerConfig,
    ProfilerEvent as ProfilerEvent,
    ProfilerState as ProfilerState,
    SavedTensor as SavedTensor,
    handle_torch_function as handle_torch_function,
    has_torch_function as has_torch_function,
    is_multithreading_enabled as is_multithreading_enabled,
    is_tensor_like as is_tensor_like,
    is_view_replay_enabled as is_view_replay_enabled,
    kineto_available as kineto_available,
)
from . import (
    anomaly_mode as anomaly_mode,
    forward_ad as forward_ad,
    function as function,
    functional as functional,
    grad_mode as grad_mode,
    graph as graph,
    profiler as profiler,
    profiler_legacy as profiler_legacy,
    profiler_util as profiler_util,
)
