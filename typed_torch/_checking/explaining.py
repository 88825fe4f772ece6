"""The words for a value that does not fit its annotation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from typed_torch._checking.call import Bound, Call, Misfit, Place, place_text
from typed_torch._checking.checks import Check, Size
from typed_torch._checking.containers import Fields, Items
from typed_torch._checking.layers import LayerCheck
from typed_torch._checking.settling import is_size_key, unsettled
from typed_torch._checking.tensors import Described, TensorCheck
from typed_torch.errors import ArgumentTypeError, DTypeError, ShapeError, TensorTypeError
from typed_torch.shape import Dim, Many, Pattern, Refusal, Spec, Symbol, match
from typed_torch.shape.matching import known_sizes
from typed_torch.shape.rule import compose, refuse
from typed_torch.shape.sizes import symbols

__all__ = ["error_for", "require"]


def require(check: Check, value: Any, call: Call, place: Place, operation: str = "") -> None:
    """Refuse ``value`` where it does not fit ``check``."""
    if call.is_off:
        return
    pending = len(call.pending)
    misfit = check.misfit(value, call, place) or unsettled(call, pending)
    if misfit is not None:
        raise error_for(misfit, call.names, operation or call.operation)


def error_for(misfit: Misfit, names: Mapping[str, Bound], operation: str) -> TensorTypeError:
    """What to raise because of ``misfit`` in a call of ``operation``, in which ``names`` are settled."""
    check, value, place = misfit
    text = place_text(place)
    if isinstance(check, TensorCheck) and check.is_kind(value):
        return _of_tensor(check, value, place, names, operation)
    if isinstance(check, Size) and isinstance(value, int):
        headline = f"{text} must be {names[check.text][0]}, got {value}"
        message = compose(operation, headline, _rows(check, place, names, operation == "parse"))
        return ShapeError(message, operation=operation, argument=text)
    expected, got = _mismatch(check, value)
    message = compose(
        operation, f"{text} must be {expected}, got {got}", _rows(check, place, names, expected == check.text)
    )
    return ArgumentTypeError(message, operation=operation, argument=text)


def _mismatch(check: Check, value: Any) -> tuple[str, str]:
    """What was expected and what came, of a value that is no tensor or should be none."""
    if isinstance(check, Items) and isinstance(value, tuple):
        number = f"{len(check.items)} or more" if check.rest is not None else str(len(check.items))
        return f"a tuple of {number}", str(len(value))
    if isinstance(check, Fields) and isinstance(value, dict):
        missing = ", ".join(repr(name) for name in sorted(check.required - value.keys()))
        return f"a {check.text}", f"one without {missing}"
    if isinstance(value, (torch.Tensor, Described)):
        return check.expected, f"a Tensor, {_spec(value)}"
    if value is None:
        return check.expected, "None"
    if isinstance(check, LayerCheck):
        return check.expected, check.shown(value)
    shown = f" ({value!r})" if isinstance(value, (str, int, float)) else ""
    return check.expected, f"{type(value).__name__}{shown}"


def _spec(value: Any) -> Spec:
    return Spec(tuple(value.shape), str(value.dtype).removeprefix("torch."), str(value.device))


def _of_tensor(
    check: TensorCheck, value: Any, place: Place, names: Mapping[str, Bound], operation: str
) -> TensorTypeError:
    text, spec = place_text(place), _spec(value)
    try:
        _refuse(check, spec, text, names)
    except Refusal as refusal:
        rows = {
            text: f"{spec}{refusal.way_out and ': '}{refusal.way_out}",
            **_rows(check, place, names, operation == "parse"),
        }
        message = compose(operation, str(refusal), {name: _Words(row) for name, row in rows.items()})
        return refusal.kind(message, operation=operation, argument=text)
    raise AssertionError(f"{text} does not fit {check.text}, and the rules see nothing wrong with it")


def _refuse(check: TensorCheck, spec: Spec, text: str, names: Mapping[str, Bound]) -> None:
    """Raise the ``Refusal`` that ``match`` words, of the pattern in which everything settled is put in."""
    sizes: dict[Symbol, Dim | Many] = {Symbol(key): bound[0] for key, bound in names.items() if is_size_key(key)}
    many = names.get(check.shape_key)
    shape = tuple(
        each
        for dim in check.dims
        for each in (many[0] if isinstance(dim, Many) and dim.name and many is not None else (dim,))
    )
    free = {symbol for dim in shape if not isinstance(dim, Many) for symbol in symbols(dim)}
    dtype, device = names.get(check.dtype_key), names.get(check.device_key)
    dtypes, devices = check.pattern.dtypes, check.devices
    if check.dtypes_text and dtypes is not None and spec.dtype not in dtypes:
        match(Pattern(shape), spec, sizes, argument=text, free=free)
        refuse(f"{text} must be {check.dtypes_text}, got {spec.dtype}", argument=text, kind=DTypeError)
    if dtype is not None and (dtypes is None or spec.dtype in dtypes):
        dtypes = frozenset({str(dtype[0]).removeprefix("torch.")})
    if device is not None and (devices is None or (spec.device or "").partition(":")[0] in devices):
        devices = frozenset({device[0]})
    match(Pattern(shape, dtypes, devices), spec, known_sizes(sizes), argument=text, free=free)  # type: ignore[arg-type]


class _Words(str):
    """A text that a message shows as it is."""

    def __repr__(self) -> str:
        return str(self)


def _rows(check: Check, place: Place, names: Mapping[str, Bound], is_plain: bool) -> dict[str, Any]:
    """The annotation as written, unless ``is_plain`` to see, and what each name in it stands for, by which argument."""
    rows: dict[str, Any] = {} if is_plain else {"annotation": _Words(check.text)}
    for key in sorted(check.names & names.keys()):
        value, origin, index = names[key]
        if origin != place:
            of = "" if index is None else f"dimension {index} of "
            shown = f"({', '.join(map(str, value))})" if isinstance(value, tuple) else str(value)
            rows[key.rpartition(" ")[2]] = _Words(f"{shown.removeprefix('torch.')}, by {of}{place_text(origin)}")
    return rows
