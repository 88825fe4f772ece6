# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.fx.experimental.rewriter import *
from torch.fx.experimental.rewriter import (
    AST_Rewriter as AST_Rewriter,
    Graph as Graph,
    RewritingTracer as RewritingTracer,
    Tracer as Tracer,
    normalize_source_lines as normalize_source_lines,
)
