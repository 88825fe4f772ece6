# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.launch import *
from torch.distributed.launch import (
    get_args_parser as get_args_parser,
    launch as launch,
    main as main,
    parse_args as parse_args,
    run as run,
)
