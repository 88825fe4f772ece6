# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.run import *
from torch.distributed.run import (
    DefaultLogsSpecs as DefaultLogsSpecs,
    LaunchConfig as LaunchConfig,
    LogsSpecs as LogsSpecs,
    Std as Std,
    check_env as check_env,
    config_from_args as config_from_args,
    determine_local_world_size as determine_local_world_size,
    elastic_launch as elastic_launch,
    env as env,
    get_args_parser as get_args_parser,
    get_logger as get_logger,
    get_rdzv_endpoint as get_rdzv_endpoint,
    get_use_env as get_use_env,
    logger as logger,
    macros as macros,
    main as main,
    parse_args as parse_args,
    parse_min_max_nnodes as parse_min_max_nnodes,
    record as record,
    run as run,
    run_script_path as run_script_path,
)
