"""The registry of rules, and the one place where their errors get their words."""

from __future__ import annotations

import inspect
import itertools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NoReturn

from typed_torch.errors import DeviceError, DTypeError, ShapeError, TensorTypeError
from typed_torch.shape.accepted import unaccepted
from typed_torch.shape.dims import UNKNOWN_SHAPE, Symbol, Unknown, differ, fixed_rank, show_dim, show_shape
from typed_torch.shape.keywords import OTHER_NAMES, SAYING_NOTHING
from typed_torch.shape.promotion import can_hold
from typed_torch.shape.spec import Spec, devices_match

__all__ = [
    "RULES",
    "Refusal",
    "Rule",
    "Undetermined",
    "advise",
    "compose",
    "doubt",
    "doubts",
    "error_of",
    "listen",
    "named",
    "refuse",
    "rule",
]


class Refusal(Exception):
    """What a check inside a rule raises; the rule adds the operation and the arguments."""

    def __init__(self, kind: type[TensorTypeError], headline: str, argument: str, way_out: str) -> None:
        super().__init__(headline)
        self.kind = kind
        self.headline = headline
        self.argument = argument
        self.way_out = way_out


def refuse(headline: str, *, argument: str, way_out: str = "", kind: type[TensorTypeError] = ShapeError) -> NoReturn:
    """Refuse the call because of ``argument``; ``headline`` says what was expected and what came."""
    raise Refusal(kind, headline, argument, way_out)


def _is_sequence(value: Any) -> bool:
    return isinstance(value, (list, tuple))


class Undetermined(Exception):
    """What a shape depends on is not known: the rule says nothing of it."""


DTypeOf = Callable[..., "str | None"]


class Rule:
    """What one operation does to shapes, dtypes and devices, under one of its names.

    Calling it returns what the operation returns, as ``Spec``s, or raises a ``TensorTypeError``.

    Attributes:
        path: where the operation lives under ``torch``, such as ``"nn.functional.group_norm"`` or ``"Tensor.view"``.
        pins: for a class, the arguments that its type parameters stand for, in their order.
        dtype: the dtype of the result, from the arguments; ``None`` where the function returns whole ``Spec``s.
        validates: whether the run time asks the rule before it calls torch, which accepts calls that the rule refuses.
    """

    def __init__(
        self,
        path: str,
        function: Callable[..., Any],
        pins: tuple[str, ...] = (),
        dtype: DTypeOf | None = None,
        validates: bool = False,
    ) -> None:
        self.path = path
        self.function = function
        self.pins = pins
        self.dtype = dtype
        self.validates = validates
        self.__doc__ = function.__doc__
        self.__wrapped__ = function
        self.__module__ = function.__module__

    @cached_property
    def name(self) -> str:
        """The operation as a message names it: by its own name, a module's call by its class, ``*=`` by ``mul``."""
        word, is_operator = self._word, "__" in self.path
        word = word[1:] if is_operator and word[:1] in {"i", "r"} and word[1:] in _OPERATORS else word
        return _OPERATORS.get(word, word) if is_operator else word

    @cached_property
    def _word(self) -> str:
        name = self.path.removesuffix(".forward").rpartition(".")[2]
        return name.strip("_") if name.startswith("__") else name

    @cached_property
    def for_tensors(self) -> frozenset[str]:
        """The parameters that are tensors, or may be."""
        hints = {name: str(parameter.annotation) for name, parameter in self.signature.parameters.items()}
        return frozenset(name for name, hint in hints.items() if "Spec" in hint or "Operand" in hint)

    @property
    def takes_tensors(self) -> bool:
        """Whether a parameter is a tensor, or may be one."""
        return bool(self.for_tensors)

    @cached_property
    def is_method(self) -> bool:
        """Whether the first parameter is the tensor that the method is called on."""
        return self.path.startswith("Tensor.")

    @cached_property
    def is_in_place(self) -> bool:
        """Whether the result is written into the first argument."""
        name = self.path.rpartition(".")[2]
        is_operator = name.startswith("__i") and name != "__invert__" and hasattr(operator, name)
        return self.is_method and (is_operator or (name.endswith("_") and not name.endswith("__")))

    @cached_property
    def rank(self) -> int | None:
        """The rank that the path says, 2 of ``conv2d``: what a function with a parameter ``rank`` is given for it."""
        takes_it = "rank" in inspect.signature(self.function).parameters
        return next(int(each) for each in self.path if each.isdigit()) if takes_it else None

    @cached_property
    def signature(self) -> inspect.Signature:
        """The parameters of the operation."""
        found = inspect.signature(self.function)
        return found.replace(parameters=[each for each in found.parameters.values() if each.name != "rank"])

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The parameters without a default."""
        return tuple(p.name for p in self.signature.parameters.values() if p.default is p.empty)

    @cached_property
    def defaults(self) -> Mapping[str, Any]:
        """The default of each parameter that has one."""
        return {p.name: p.default for p in self.signature.parameters.values() if p.default is not p.empty}

    @cached_property
    def optional(self) -> tuple[str, ...]:
        """The parameters with a default, which are also what a dict of options may hold."""
        return tuple(self.defaults)

    @property
    def gives_one(self) -> bool:
        """Whether what it returns is always one tensor."""
        return self.signature.return_annotation in {"Shape", "Spec"}

    def named(
        self, args: Sequence[Any], kwargs: Mapping[str, Any], is_sequence: Callable[[Any], bool] = _is_sequence
    ) -> dict[str, Any]:
        """What is passed for each parameter; sizes and operands may come one by one, as in ``x.view(2, 3)``.

        What says nothing to the rule, such as ``out``, is left out; nothing is passed where the rest may say something.
        """
        params = self.signature.parameters
        others = {} if self.path.startswith("nn.") else OTHER_NAMES
        named: dict[str, Any] = {}
        for name, value in kwargs.items():
            other = others.get(name, name)
            named[other if other in params and name not in params else name] = value
        if not named.keys() <= params.keys() | SAYING_NOTHING:
            return {}
        found: dict[str, Any] = {}
        for place, (name, parameter) in enumerate(params.items()):
            if place >= len(args):
                break
            if parameter.annotation in ("Sizes", "Operands") and not is_sequence(args[place]):
                found[name] = list(args[place:])
                break
            found[name] = args[place]
        return found | {name: value for name, value in named.items() if name in params}

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        arguments = self._bound(args, kwargs)
        try:
            result = self._result(arguments)
            return written_into(next(iter(arguments.values())), result) if self.is_in_place else result
        except Refusal as refusal:
            error = error_of(refusal, self.name, arguments)
        raise error

    def within(self, **arguments: Any) -> Any:
        """What it returns inside of another rule, in whose name it refuses."""
        return self._result(arguments)

    def _bound(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
        """What is passed for each parameter, in their order; checkers pass all by name, which takes a tenth of it."""
        parameters = self.signature.parameters
        if args or not (kwargs.keys() <= parameters.keys() and kwargs.keys() >= self._required):
            return self.signature.bind(*args, **kwargs).arguments
        return {name: kwargs[name] for name in parameters if name in kwargs}

    @cached_property
    def _required(self) -> frozenset[str]:
        return frozenset(self.required)

    def _result(self, arguments: Mapping[str, Any]) -> Any:
        device = common_device(self._beside_indices(arguments)) if self.dtype is not None else None
        try:
            self._check_kinds(arguments)
            rank = {} if self.rank is None else {"rank": self.rank}
            result = self.function(**arguments, **rank)
        except Undetermined:
            result = UNKNOWN_SHAPE
        if self.dtype is None:
            return Spec() if result is UNKNOWN_SHAPE else result
        return Spec(result, self.dtype(**arguments), device)

    def _check_kinds(self, arguments: Mapping[str, Any]) -> None:
        """Every dtype is of a kind that the operation takes."""
        if found := unaccepted(self._word, arguments):
            refuse(
                f"{found.argument} must be {found.expected}, got {found.dtype}",
                argument=found.argument,
                way_out=found.way_out,
                kind=DTypeError,
            )

    def _beside_indices(self, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """``arguments`` without indices on the CPU, which choose from a tensor on any device."""
        name = next((name for name, each in self.signature.parameters.items() if each.annotation == "Index"), "")
        if not isinstance(arguments.get(name), (list, tuple)):
            return arguments
        others = [None if isinstance(each, Spec) and each.device == "cpu" else each for each in arguments[name]]
        return {**arguments, name: others}

    def __repr__(self) -> str:
        return f"<rule {self.path}{self.signature}>"


def common_device(arguments: Mapping[str, Any]) -> str | None:
    """The device of all tensors; a 0-dimensional one of the CPU goes with any other.

    Raises:
        Refusal: two tensors are on different devices.
    """
    tensors = [
        (name if single else f"{name}[{place}]", spec)
        for name, value in arguments.items()
        for single in (isinstance(value, Spec),)
        for place, spec in enumerate([value] if single else value if isinstance(value, (list, tuple)) else [])
        if isinstance(spec, Spec)
    ]
    dimensioned = (
        [(name, spec) for name, spec in tensors if spec.shape != ()]
        or [(name, spec) for name, spec in tensors if spec.device != "cpu"]
        or tensors
    )
    for (reference, first), (name, spec) in itertools.pairwise(dimensioned):
        if first.device is not None and spec.device is not None and not devices_match(first.device, spec.device):
            refuse(
                f"{name} must be on {first.device} like {reference}, got {spec.device}",
                argument=name,
                way_out=f"move it with {name}.to({reference}.device)",
                kind=DeviceError,
            )
    devices = {spec.device for _, spec in dimensioned}
    return devices.pop() if len(devices) == 1 else None


def written_into(input: Spec, result: Any) -> Spec:
    """What an in-place method returns, if the result fits into ``input``.

    Raises:
        Refusal: it has another shape, or a dtype that is of a higher kind.
    """
    if fixed_rank(result.shape) is not None and fixed_rank(input.shape) is not None:
        sizes = zip(input.shape, result.shape, strict=False)
        if len(input.shape) != len(result.shape) or any(differ(a, b) for a, b in sizes):
            refuse(
                f"input {show_shape(input.shape)} cannot hold the result {show_shape(result.shape)} in place",
                argument="input",
            )
    if input.dtype is not None and result.dtype is not None and not can_hold(input.dtype, result.dtype):
        refuse(
            f"input of {input.dtype} cannot hold the result of {result.dtype} in place",
            argument="input",
            way_out="assign the result instead",
            kind=DTypeError,
        )
    return input


def error_of(refusal: Refusal, operation: str, arguments: Mapping[str, Any]) -> TensorTypeError:
    """``refusal`` with the operation and the arguments that explain it."""
    at_fault = refusal.argument.partition("[")[0]
    shown = {
        name: value
        for name, value in arguments.items()
        if name == at_fault or (isinstance(value, Spec) and name in _CONTEXT and value != Spec())
    }
    message = compose(operation, refusal.headline, shown, {at_fault: refusal.way_out})
    return refusal.kind(message, operation=operation, argument=refusal.argument)


_CONTEXT = frozenset({"input", "other"})
# Python's names of operators that may be in place or reflected, and torch's for what they do.
_OPERATORS = {name: name for name in ("add", "sub", "mul", "pow", "and", "or", "xor", "lshift", "rshift", "matmul")} | {
    "truediv": "div", "div": "div", "floordiv": "floor_divide", "mod": "remainder",
}  # fmt: skip


def compose(
    operation: str, headline: str, arguments: Mapping[str, Any], ways_out: Mapping[str, str] | None = None
) -> str:
    """The message that run time and checkers show: a headline, then the arguments in a table."""
    width = max([12, *map(len, arguments)])
    rows = [f"{operation}: {headline}" if operation else headline]
    for name, value in arguments.items():
        way_out = (ways_out or {}).get(name)
        rows.append(f"  {name:<{width}} {_show(value)}" + (f": {way_out}" if way_out else ""))
    return "\n".join(rows)


def _show(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_show, value))}]"
    if isinstance(value, (Symbol, Unknown)):
        return show_dim(value)
    return repr(value) if isinstance(value, str) else str(value)


RULES: dict[str, Rule] = {}


def rule(
    *paths: str,
    pins: tuple[str, ...] = (),
    dtype: DTypeOf | str | None = None,
    validates: bool = False,
    registry: dict[str, Rule] = RULES,
) -> Callable[[Callable[..., Any]], Rule]:
    """Register a function as the rule of the operations at ``paths``, several names of one or a family of alike ones.

    Its parameters are the operation's own, tensors given as ``Spec``s; it returns what the operation returns, or, with
    ``dtype``, the name of the argument whose dtype the result has or a function of the same arguments, the shape alone:
    the device is then that of all tensors. It refuses through ``typed_torch.shape.require``. Its docstring and example
    are the documentation. Operations that are not torch's have a ``registry`` of their own.
    """
    dtype_of = _dtype_of(dtype) if isinstance(dtype, str) else dtype

    def register(decorated: Callable[..., Any]) -> Rule:
        function = decorated.function if isinstance(decorated, Rule) else decorated
        of_paths = [Rule(path, function, pins, dtype_of, validates) for path in paths]
        registry.update((each.path, each) for each in of_paths)
        return of_paths[0]

    return register


def _dtype_of(argument: str) -> DTypeOf:
    def dtype_of(**arguments: Any) -> str | None:
        dtype: str | None = arguments[argument].dtype
        return dtype

    return dtype_of


def named(names: str, *forms: str) -> list[str]:
    """Each of ``names`` in each of ``forms``.

    >>> named("sin cos", "{}", "Tensor.{}")
    ['sin', 'Tensor.sin', 'cos', 'Tensor.cos']
    """
    return [form.format(name) for name in names.split() for form in forms]


_doubts: list[list[Refusal]] = []


@contextmanager
def doubts() -> Iterator[list[Refusal]]:
    """Collect what rules doubt within."""
    _doubts.append([])
    try:
        yield _doubts[-1]
    finally:
        _doubts.pop()


def doubt(headline: str, *, argument: str, way_out: str = "") -> None:
    """Say that torch takes the call, and warns that it is hardly meant."""
    if _doubts:
        _doubts[-1].append(Refusal(ShapeError, headline, argument, way_out))


Advice = Callable[[str, str], None]
_listeners: list[Advice] = []


def listen(listener: Advice) -> None:
    """Have ``listener(operation, message)`` called for every advice; the run time turns it into a warning."""
    _listeners.append(listener)


def advise(operation: str, message: str) -> None:
    """Say that a legal call of ``operation`` does less than it seems to."""
    for listener in _listeners:
        listener(operation, message)
