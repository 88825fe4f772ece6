"""The hierarchy of errors."""

from __future__ import annotations

import pickle

import pytest

import typed_torch as tt


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (tt.ShapeError, ValueError),
        (tt.DTypeError, TypeError),
        (tt.DeviceError, ValueError),
        (tt.ArgumentTypeError, TypeError),
        (tt.ArgumentValueError, ValueError),
    ],
)
def test_every_error_is_also_the_builtin_and_the_torch_error_it_stands_for(
    kind: type[Exception], builtin: type[Exception]
) -> None:
    assert issubclass(kind, tt.TensorTypeError)
    assert issubclass(kind, builtin)
    assert issubclass(kind, RuntimeError)


def test_an_error_names_operation_and_argument_and_survives_pickling() -> None:
    with pytest.raises(tt.ShapeError) as caught:
        tt.nn.GroupNorm(4, 6)
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.operation, error.argument) == ("GroupNorm", "num_groups")
    assert str(error) == str(caught.value)
