# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.jit import *
from torch.jit import (
    Final as Final,
    ONNXTracedModule as ONNXTracedModule,
    RecursiveScriptClass as RecursiveScriptClass,
    RecursiveScriptModule as RecursiveScriptModule,
    ScriptWarning as ScriptWarning,
    TopLevelTracedModule as TopLevelTracedModule,
    TracedModule as TracedModule,
    TracerWarning as TracerWarning,
    TracingCheckError as TracingCheckError,
    fuser as fuser,
    is_scripting as is_scripting,
    is_tracing as is_tracing,
    jit_module_from_flatbuffer as jit_module_from_flatbuffer,
    last_executed_optimized_graph as last_executed_optimized_graph,
    optimized_execution as optimized_execution,
    run_frozen_optimizations as run_frozen_optimizations,
    save_jit_module_to_flatbuffer as save_jit_module_to_flatbuffer,
    script_method as script_method,
    set_module as set_module,
)
from . import annotations as annotations, frontend as frontend
