"""Reporting: the run-time message under an error code of ours, in place of mypy's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import NamedTuple

from mypy.checker import TypeChecker
from mypy.checker_state import checker_state
from mypy.erasetype import erase_typevars
from mypy.errorcodes import ErrorCode
from mypy.nodes import ARG_STAR, ARG_STAR2, Context, Expression
from mypy.types import CallableType

from typed_torch.errors import DeviceError, DTypeError, ShapeError, TensorTypeError
from typed_torch.mypy_plugin.convert import any_type, tensor_of
from typed_torch.mypy_plugin.origins import origins

__all__ = [
    "CODES",
    "Refused",
    "Said",
    "accepting_anything",
    "inside",
    "is_inside",
    "is_trial",
    "is_tried",
    "outside",
    "places",
    "report",
    "report_of_any_overload",
    "trial",
]

CODES = {
    kind.code: ErrorCode(kind.code, description, "typed_torch")
    for kind, description in (
        (ShapeError, "Check that the shapes of tensors fit the operation"),
        (DTypeError, "Check that the dtypes of tensors fit the operation"),
        (DeviceError, "Check that the devices of tensors fit the operation"),
        (TensorTypeError, "Check the other arguments of tensor operations"),
    )
}


# Where the call that is checked stands, from outside in: what it is a call of, and where that is.
_PLACES: list[tuple[str, str]] = []


@contextmanager
def inside(place: str, what: str = "in") -> Iterator[None]:
    """Say of every error within that it is one of ``place``."""
    _PLACES.append((what, place))
    try:
        yield
    finally:
        _PLACES.pop()


def is_inside() -> bool:
    """Whether what is checked is a part of the call that is written, such as one module of a ``Sequential``."""
    return bool(_PLACES)


def places() -> tuple[tuple[str, str], ...]:
    """Where the call that is checked stands, within the one that is written."""
    return tuple(_PLACES)


def outside() -> AbstractContextManager[None]:
    """Say nothing of that within: it is an argument that is looked at."""
    return _outside() if _PLACES else _NOWHERE


_NOWHERE = nullcontext()  # one for all: arguments are looked at all the time


@contextmanager
def _outside() -> Iterator[None]:
    kept, _PLACES[:] = [*_PLACES], []
    try:
        yield
    finally:
        _PLACES[:] = kept


class Said(NamedTuple):
    """An error that is not reported: where it is one, with the rows under its own and the places around it."""

    error: TensorTypeError
    at: Context
    rows: tuple[str, ...]
    places: tuple[tuple[str, str], ...]


class _Trial(NamedTuple):
    said: list[Said]
    is_followed: bool


# The errors of calls that are tried out, from outside in.
_TRIALS: list[_Trial] = []


@contextmanager
def trial(*, is_followed: bool = False) -> Iterator[list[Said]]:
    """Collect errors instead of reporting them; where a function is followed, what is learned of it is kept for now.

    mypy remembers what an expression is, and the errors with it, of which there are none here.
    """
    checker = checker_state.type_checker
    expressions = checker.expr_checker if isinstance(checker, TypeChecker) else None
    remembered = {} if expressions is None else expressions.expr_cache
    _TRIALS.append(_Trial([], is_followed))
    try:
        if expressions is not None:
            expressions.expr_cache = {}
        yield _TRIALS[-1].said
    finally:
        _TRIALS.pop()
        if expressions is not None:
            expressions.expr_cache = remembered


def is_trial() -> bool:
    """Whether the call that is checked is tried out, and nothing is to be learned of it."""
    return bool(_TRIALS) and not _TRIALS[-1].is_followed


def is_tried() -> bool:
    """Whether it stands in code that is tried out or followed, and nothing is to be kept of it for good."""
    return bool(_TRIALS)


class Refused(Exception):
    """The call is wrong, and the error is reported."""


def report(
    api: TypeChecker, error: TensorTypeError, at: Context, call: Context | None = None, rows: Iterable[str] = ()
) -> None:
    """Report ``error`` at ``at``, an argument of ``call``: its headline, and its table and ``rows`` as notes."""
    if _TRIALS:
        _TRIALS[-1].said.append(Said(error, at, tuple(rows), places()))
        return
    code = CODES[error.code]
    headline, *table = str(error).splitlines()
    said = _said_there(api, headline, at)
    if said in {None, headline}:  # which mypy says once, and an overload that is tried out has to hear of
        api.fail(headline, at, code=code)
    if said is not None:
        return
    whole = at if call is None else call
    came = origins(api, headline, whole) if isinstance(whole, Expression) else ()
    for row in (*table, *(f"  {what:<12} {place}" for what, place in reversed(_PLACES)), *came, *rows):
        api.note(row, at, code=code)


def _said_there(api: TypeChecker, headline: str, at: Context) -> str | None:
    """What is said of that line already, perhaps of what another pass of a loop brings to the same place."""
    errors, expected = api.msg.errors, headline.partition(", got ")[0]
    said = [info for info in errors.error_info_map.get(errors.file, ()) if info.line == at.line]
    if any(info.message == headline for info in said):
        return headline
    there = (info.message for info in said if info.column == at.column)
    return next((message for message in there if message.partition(", got ")[0] == expected), None)


def report_of_any_overload(
    api: TypeChecker, error: TensorTypeError, at: Context, call: Context | None = None, rows: Iterable[str] = ()
) -> None:
    """The same from inside of an overload that mypy tries out, where an error would only make it try the next one.

    What a rule refuses no overload makes right. mypy itself leaves out what is said twice of one line.
    """
    errors = api.msg.errors
    watchers, errors._watchers = errors._watchers, []
    try:
        report(api, error, at, call, rows)
    finally:
        errors._watchers = watchers


def accepting_anything(signature: CallableType) -> CallableType:
    """A signature under which mypy has nothing to add to an error that is reported already.

    A tensor it returns claims nothing, so that one mistake does not bring out others after it.
    """
    tensor = tensor_of(signature.ret_type)
    variables = {variable.id for variable in signature.variables}
    erased = erase_typevars(signature.ret_type, variables)
    return signature.copy_modified(
        arg_types=[any_type(), any_type()],
        arg_kinds=[ARG_STAR, ARG_STAR2],
        arg_names=[None, None],
        ret_type=erased if tensor is None else tensor.copy_modified(args=[any_type()] * 3),
        variables=[],
    )
