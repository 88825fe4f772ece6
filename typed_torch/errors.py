"""What typed_torch raises: one base, and a class for each kind of mistake.

Every class is also a ``RuntimeError``, so code written against torch's own errors keeps catching them.
"""

from __future__ import annotations

__all__ = [
    "ArgumentTypeError",
    "ArgumentValueError",
    "DTypeError",
    "DeviceError",
    "FusedKernelWarning",
    "ShapeError",
    "TensorTypeError",
    "TensorTypeWarning",
]


class TensorTypeError(RuntimeError):
    """An argument does not fit an operation. Base of every error below.

    Attributes:
        operation: the operation that refused, such as ``"group_norm"``; empty if there is none.
        argument: the argument at fault, such as ``"weight"``; empty if no single one is.
    """

    code = "tensor-argument"

    def __init__(self, message: str = "", *, operation: str = "", argument: str = "") -> None:
        super().__init__(message)
        self.operation = operation
        self.argument = argument

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self.args, {"operation": self.operation, "argument": self.argument}


class ShapeError(TensorTypeError, ValueError):
    """A rank or a size does not fit."""

    code = "tensor-shape"


class DTypeError(TensorTypeError, TypeError):
    """An element type does not fit."""

    code = "tensor-dtype"


class DeviceError(TensorTypeError, ValueError):
    """Tensors that must share a device do not."""

    code = "tensor-device"


class ArgumentTypeError(TensorTypeError, TypeError):
    """An argument is of the wrong Python type, unknown, missing, or given twice."""


class ArgumentValueError(TensorTypeError, ValueError):
    """An argument has the right type and an impossible value."""


class TensorTypeWarning(UserWarning):
    """A call that is legal and almost surely not what was meant."""


class FusedKernelWarning(RuntimeWarning):
    """A fused kernel cannot run on this machine; ATen runs such calls in its place, with the same results."""
