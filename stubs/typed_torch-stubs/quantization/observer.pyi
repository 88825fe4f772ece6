# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.quantization.observer import *
from torch.quantization.observer import (
    ABC as ABC,
    HistogramObserver as HistogramObserver,
    MinMaxObserver as MinMaxObserver,
    MovingAverageMinMaxObserver as MovingAverageMinMaxObserver,
    MovingAveragePerChannelMinMaxObserver as MovingAveragePerChannelMinMaxObserver,
    NoopObserver as NoopObserver,
    ObserverBase as ObserverBase,
    PerChannelMinMaxObserver as PerChannelMinMaxObserver,
    PlaceholderObserver as PlaceholderObserver,
    RecordingObserver as RecordingObserver,
    default_debug_observer as default_debug_observer,
    default_dynamic_quant_observer as default_dynamic_quant_observer,
    default_float_qparams_observer as default_float_qparams_observer,
    default_histogram_observer as default_histogram_observer,
    default_observer as default_observer,
    default_per_channel_weight_observer as default_per_channel_weight_observer,
    default_placeholder_observer as default_placeholder_observer,
    default_weight_observer as default_weight_observer,
    get_observer_state_dict as get_observer_state_dict,
    load_observer_state_dict as load_observer_state_dict,
)
