# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.normalize import *
from torch.fx.experimental.normalize import (
    AnnotateTypesWithSchema as AnnotateTypesWithSchema,
    Argument as Argument,
    Node as Node,
    NormalizeArgs as NormalizeArgs,
    NormalizeOperators as NormalizeOperators,
    Proxy as Proxy,
    Target as Target,
    Transformer as Transformer,
    create_type_hint as create_type_hint,
    map_aggregate as map_aggregate,
    normalize_function as normalize_function,
    normalize_module as normalize_module,
)
