# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.xeon.run_cpu import *
from torch.backends.xeon.run_cpu import (
    Std as Std,
    args as args,
    create_args as create_args,
    format_str as format_str,
    logger as logger,
    main as main,
    parser as parser,
    start_processes as start_processes,
)
