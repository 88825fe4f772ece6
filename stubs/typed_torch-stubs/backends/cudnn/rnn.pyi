# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.backends.cudnn.rnn import *
from torch.backends.cudnn.rnn import (
    ContextProp as ContextProp,
    CudnnRNNModule as CudnnRNNModule,
    PropModule as PropModule,
    Unserializable as Unserializable,
    get_cudnn_mode as get_cudnn_mode,
    init_dropout_state as init_dropout_state,
)
