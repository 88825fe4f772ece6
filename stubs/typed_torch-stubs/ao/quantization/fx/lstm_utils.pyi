# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.ao.quantization.fx.lstm_utils import *
from torch.ao.quantization.fx.lstm_utils import (
    BackendConfig as BackendConfig,
    FakeQuantizeBase as FakeQuantizeBase,
    QConfig as QConfig,
    QConfigMapping as QConfigMapping,
    convert_to_reference_fx as convert_to_reference_fx,
    default_weight_fake_quant as default_weight_fake_quant,
    default_weight_observer as default_weight_observer,
    prepare_fx as prepare_fx,
)
