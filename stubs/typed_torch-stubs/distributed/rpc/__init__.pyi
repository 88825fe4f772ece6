# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.rpc import *
from torch.distributed.rpc import (
    AllGatherStates as AllGatherStates,
    BackendType as BackendType,
    PyRRef as PyRRef,
    RRef as RRef,
    RemoteProfilerManager as RemoteProfilerManager,
    RpcAgent as RpcAgent,
    RpcBackendOptions as RpcBackendOptions,
    Store as Store,
    TensorPipeAgent as TensorPipeAgent,
    TensorPipeRpcBackendOptions as TensorPipeRpcBackendOptions,
    WorkerInfo as WorkerInfo,
    enable_gil_profiling as enable_gil_profiling,
    get_rpc_timeout as get_rpc_timeout,
    get_worker_info as get_worker_info,
    init_rpc as init_rpc,
    logger as logger,
    method_factory as method_factory,
    new_method as new_method,
    remote as remote,
    rendezvous_iterator as rendezvous_iterator,
    rpc_async as rpc_async,
    rpc_sync as rpc_sync,
    shutdown as shutdown,
)
from . import (
    api as api,
    backend_registry as backend_registry,
    constants as constants,
    functions as functions,
    internal as internal,
    options as options,
    server_process_global_profiler as server_process_global_profiler,
)
