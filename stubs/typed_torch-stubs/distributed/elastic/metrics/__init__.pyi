# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.distributed.elastic.metrics import *
from torch.distributed.elastic.metrics import (
    ConsoleMetricHandler as ConsoleMetricHandler,
    MetricData as MetricData,
    MetricHandler as MetricHandler,
    MetricsConfig as MetricsConfig,
    NullMetricHandler as NullMetricHandler,
    configure as configure,
    getStream as getStream,
    get_elapsed_time_ms as get_elapsed_time_ms,
    initialize_metrics as initialize_metrics,
    prof as prof,
    profile as profile,
    publish_metric as publish_metric,
    put_metric as put_metric,
)
