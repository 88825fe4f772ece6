"""Tensors, sizes, dtypes and devices in the signature of a checked function."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Generator, Iterable
from typing import Annotated, Any, Literal, NewType, NoReturn, Protocol, TypeVar

import pytest
import torch
from typing_extensions import TypeVarTuple

import typed_torch as tt
from typed_torch import CPU, CUDA, Device, Dim, Float32, Floating, Meta, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
_N = TypeVar("_N", bound=int)
H = TypeVar("H", bound=int)
S = TypeVar("S", bound=tuple[Any, ...])
D = TypeVar("D", bound=Floating)
Dev = TypeVar("Dev", bound=Device)
Sp = TypeVarTuple("Sp")
_Sp = TypeVarTuple("_Sp")
T = TypeVar("T")


def zeros(*shape: int, dtype: torch.dtype = torch.float32, device: str = "cpu") -> torch.Tensor:
    return torch.zeros(shape, dtype=dtype, device=device)


@tt.checked
def shares_sizes(x: Tensor[tuple[N, C], Float32], w: Tensor[tuple[C]], b: Tensor[tuple[N]]) -> Tensor[tuple[N, C]]:
    return x * w + b[:, None]


@tt.checked
def hidden_name(x: Tensor[tuple[_N]], y: Tensor[tuple[_N]]) -> None: ...


@tt.checked
def many(x: Tensor[tuple[N, *Sp]], y: Tensor[tuple[*Sp, C]]) -> Tensor[tuple[*Sp]]:
    return torch.zeros(x.shape[1:])


@tt.checked
def hidden_many(x: Tensor[tuple[N, *_Sp]], y: Tensor[tuple[N, *_Sp]]) -> None: ...


@tt.checked
def whole_shape(x: Tensor[S], y: Tensor[S]) -> Tensor[S]:
    return x + y


@tt.checked
def one_dtype(x: Tensor[Any, D], y: Tensor[Any, D]) -> Tensor[Any, D]:
    return x.double() if x.shape == (1,) else x


@tt.checked
def one_device(x: Tensor[Any, Any, Dev], y: Tensor[Any, Any, Dev]) -> None: ...


@tt.checked
def device_of_two(x: Tensor[Any, Any, CPU | Meta]) -> None: ...


@tt.checked
def size(x: Tensor[tuple[N, C]], n: N) -> Tensor[tuple[N]]:
    return x[:, 0]


@tt.checked
def size_first(n: N, x: Tensor[tuple[N, C]]) -> C:
    return x.shape[1] if n < 9 else n


@tt.checked
def ints_alone(a: N, b: N) -> N:
    return a + b


@tt.checked
def halved(
    half: Tensor[tuple[N, Dim[Literal["H // 2"]]]], x: Tensor[tuple[N, H]]
) -> Tensor[tuple[Dim[Literal["N * H"]]]]:
    return x.flatten()


@tt.checked
def doubled(x: Tensor[tuple[Dim[Literal["2 * N"]]]], y: Tensor[tuple[Dim[Literal["N + 1"]]]]) -> Tensor[tuple[N]]:
    return x[::2]


@tt.checked
def optional(x: Tensor[tuple[N, C]], mask: Tensor[tuple[N]] | None = None, scale: float = 1) -> Tensor[tuple[N, C]]:
    return x * scale


@tt.checked
def by_default(x: Tensor[tuple[N]], y: Tensor[tuple[N]] = zeros(3)) -> None: ...  # noqa: B008


@tt.checked
def every(
    first: Tensor[tuple[N]], /, *rest: Tensor[tuple[N]], last: Tensor[tuple[N]], **others: Tensor[tuple[N]]
) -> None:
    pass


@tt.checked
def literal(x: Tensor[tuple[Literal[4], Any]], mode: Literal["sum", "mean"] = "sum") -> None: ...


@tt.checked
def parameter(weight: tt.nn.Parameter[tuple[N]]) -> None: ...


ACCEPTED: list[Callable[[], Any]] = [
    lambda: shares_sizes(zeros(2, 3), zeros(3), zeros(2)),
    lambda: shares_sizes(b=zeros(2), x=zeros(2, 3), w=zeros(3)),
    lambda: shares_sizes(zeros(0, 3), zeros(3), zeros(0)),
    lambda: hidden_name(zeros(2), zeros(2)),
    lambda: many(zeros(2, 3, 4), zeros(3, 4, 5)),
    lambda: many(zeros(2), zeros(5)),
    lambda: hidden_many(zeros(2, 3, 4), zeros(2, 3, 4)),
    lambda: whole_shape(zeros(), zeros()),
    lambda: whole_shape(zeros(2, 3), zeros(2, 3)),
    lambda: one_dtype(zeros(2), zeros(3)),
    lambda: one_dtype(zeros(2).half(), zeros(3).half()),
    lambda: one_device(zeros(2, device="meta"), zeros(3, device="meta")),
    lambda: device_of_two(zeros(2, device="meta")),
    lambda: size(zeros(2, 3), 2),
    lambda: size(zeros(2, 3), n=2),
    lambda: size_first(2, zeros(2, 3)),
    lambda: ints_alone(1, 2),
    lambda: halved(zeros(2, 3), zeros(2, 7)),
    lambda: doubled(zeros(4), zeros(3)),
    lambda: optional(zeros(2, 3)),
    lambda: optional(zeros(2, 3), None, 2),
    lambda: optional(zeros(2, 3), zeros(2), scale=0.5),
    lambda: by_default(zeros(3)),
    lambda: by_default(zeros(2), zeros(2)),
    lambda: every(zeros(2), last=zeros(2)),
    lambda: every(zeros(2), zeros(2), zeros(2), last=zeros(2), more=zeros(2)),
    lambda: literal(zeros(4, 1), "mean"),
    lambda: parameter(torch.nn.Parameter(zeros(2))),
]
SHAPE, DTYPE, DEVICE, TYPE = tt.ShapeError, tt.DTypeError, tt.DeviceError, tt.ArgumentTypeError
REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: shares_sizes(zeros(2, 3), zeros(4), zeros(2)), SHAPE, "w must have shape (3,), got (4,)"),
    (lambda: shares_sizes(zeros(2, 3), zeros(3), b=zeros(3)), SHAPE, "b must have shape (2,), got (3,)"),
    (lambda: shares_sizes(zeros(3), zeros(3), zeros(3)), SHAPE, "x must have shape (N, C), got (3,)"),
    (lambda: shares_sizes(zeros(2, 3).long(), zeros(3), zeros(2)), DTYPE, "x must be float32, got int64"),
    (lambda: shares_sizes([1], zeros(3), zeros(2)), TYPE, "x must be a Tensor, got list"),
    (lambda: hidden_name(zeros(2), zeros(3)), SHAPE, "y must have shape (2,), got (3,)"),
    (lambda: many(zeros(2, 3, 4), zeros(3, 5, 5)), SHAPE, "y must have shape (3, 4, 5), got (3, 5, 5)"),
    (lambda: many(zeros(2, 3, 4), zeros(4, 5)), SHAPE, "y must have shape (3, 4, 5), got (4, 5)"),
    (lambda: hidden_many(zeros(2, 3, 4), zeros(2, 4, 4)), SHAPE, "y must have shape (2, 3, 4), got (2, 4, 4)"),
    (lambda: whole_shape(zeros(2, 3), zeros(3)), SHAPE, "y must have shape (2, 3), got (3,)"),
    (lambda: one_dtype(zeros(2), zeros(3).double()), DTYPE, "y must be float32, got float64"),
    (lambda: one_dtype(zeros(1), zeros(1)), DTYPE, "result must be float32, got float64"),
    (
        lambda: one_dtype(zeros(2).long(), zeros(3).long()),
        DTYPE,
        "x must be bfloat16 or float16 or float32 or float64, got int64",
    ),
    (lambda: one_device(zeros(2), zeros(3, device="meta")), DEVICE, "y must be on cpu, got meta"),
    (lambda: size(zeros(2, 3), 3), SHAPE, "n must be 2, got 3"),
    (lambda: size(zeros(2, 3), "a"), TYPE, "n must be an int, got str ('a')"),
    (lambda: size_first(3, zeros(2, 3)), SHAPE, "x must have shape (3, C), got (2, 3)"),
    (lambda: size_first(9, zeros(9, 3)), SHAPE, "result must be 3, got 9"),
    (lambda: ints_alone(1, "a"), TYPE, "b must be int, got str ('a')"),
    (lambda: halved(zeros(2, 3), zeros(2, 8)), SHAPE, "half must have shape (2, 4), got (2, 3): H // 2 is 4, not 3"),
    (lambda: doubled(zeros(5), zeros(3)), SHAPE, "x must have shape (2 * N,), got (5,): 2 * N is even, 5 is not"),
    (lambda: doubled(zeros(4), zeros(4)), SHAPE, "y must have shape (3,), got (4,): N + 1 is 3, not 4"),
    (lambda: optional(zeros(2, 3), zeros(3)), SHAPE, "mask must have shape (2,), got (3,)"),
    (lambda: optional(zeros(2, 3), 3), TYPE, "mask must be Tensor[tuple[N]] | None, got int (3)"),
    (lambda: optional(zeros(2, 3), None, "a"), TYPE, "scale must be float, got str ('a')"),
    (lambda: by_default(zeros(2)), SHAPE, "y must have shape (2,), got (3,)"),
    (lambda: every(zeros(2), zeros(2), zeros(3), last=zeros(2)), SHAPE, "rest[1] must have shape (2,), got (3,)"),
    (lambda: every(zeros(2), last=zeros(2), more=zeros(3)), SHAPE, "others['more'] must have shape (2,), got (3,)"),
    (lambda: literal(zeros(5, 1)), SHAPE, "x must have shape (4, ?), got (5, 1)"),
    (lambda: literal(zeros(4, 1), "max"), TYPE, "mode must be 'sum' or 'mean', got str ('max')"),
    (lambda: parameter(zeros(2)), TYPE, "weight must be a Parameter, got a Tensor, float32 cpu (2,)"),
]


@pytest.mark.parametrize("call", ACCEPTED)
def test_a_call_that_fits_goes_through(call: Callable[[], Any]) -> None:
    call()


@pytest.mark.parametrize(("call", "kind", "headline"), REFUSED, ids=[headline for *_, headline in REFUSED])
def test_a_call_that_does_not_fit_is_refused(call: Callable[[], Any], kind: type[Exception], headline: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    assert str(caught.value).splitlines()[0].partition(": ")[2] == headline


def test_a_call_that_python_refuses_says_what_python_says() -> None:
    with pytest.raises(TypeError, match=r"shares_sizes\(\) missing 1 required positional argument: 'b'"):
        shares_sizes(zeros(2, 3), zeros(3))
    with pytest.raises(TypeError, match="unexpected keyword argument 'c'"):
        shares_sizes(zeros(2, 3), zeros(3), zeros(2), c=1)
    with pytest.raises(TypeError, match="multiple values for argument 'x'"):
        shares_sizes(zeros(2, 3), zeros(3), zeros(2), x=1)


def test_a_device_is_told() -> None:
    @tt.checked
    def on_cuda(x: Tensor[Any, Any, CUDA]) -> None: ...

    with pytest.raises(tt.DeviceError, match="x must be on cuda, got cpu"):
        on_cuda(zeros(2))


def test_a_bound_of_a_type_variable_is_checked_where_it_holds_a_tensor() -> None:
    X = TypeVar("X", bound=Tensor[tuple[Any, Any]])

    @tt.checked
    def same(x: X) -> X:
        return x

    same(zeros(2, 3))
    with pytest.raises(tt.ShapeError):
        same(zeros(2))


def test_beartype_judges_what_holds_no_tensor() -> None:
    @tt.checked
    def run(
        kind: type[torch.nn.Module], name: str, ratio: complex, call: Callable[[int], int], *, strict: bool = True
    ) -> T:
        return kind  # type: ignore[return-value]

    run(torch.nn.ReLU, "a", 1, abs)
    for arguments, name in [
        ((int, "a", 1, abs), "kind"),
        ((torch.nn.ReLU, 3, 1, abs), "name"),
        ((torch.nn.ReLU, "a", "b", abs), "ratio"),
        ((torch.nn.ReLU, "a", 1, 3), "call"),
    ]:
        with pytest.raises(tt.ArgumentTypeError) as caught:
            run(*arguments)  # type: ignore[arg-type]
        assert caught.value.argument == name


class Reads(Protocol):
    name: str

    def read(self) -> int: ...


def test_what_is_right_is_not_refused_whatever_its_annotation() -> None:
    class Reader:
        def read(self) -> int:
            return 1

    right: list[tuple[Any, Any, Any]] = [
        (Reads, Reader(), 3),
        (Annotated[int, "doc"], 1, "a"),
        (NewType("Count", int), 1, "a"),
        (Callable[..., Any], len, 1),
        (Iterable[float], [1, 2.0], ["a"]),
        (Iterable[float], (x for x in [1]), 1),
        (Generator[int, None, None], (x for x in [1]), [1]),
        (type[torch.nn.Module], torch.nn.ReLU, int),
        (torch.dtype, torch.float32, "float32"),
        (dict[str, torch.Tensor], {"a": zeros(1)}, {"a": 1}),
        (torch.utils.data.DataLoader[Tensor[tuple[Any]]], torch.utils.data.DataLoader([zeros(1)]), [zeros(1)]),
    ]
    for hint, good, bad in right:

        def same(x: Any) -> Any:
            return x

        same.__annotations__ = {"x": hint}
        checked = tt.checked(same)
        assert checked(good) is good
        with pytest.raises(tt.ArgumentTypeError):
            checked(bad)


def test_the_bound_of_a_whole_shape_is_checked() -> None:
    M = TypeVar("M", bound=tuple[Any, Literal[3]])

    @tt.checked
    def both(x: Tensor[M], y: Tensor[M]) -> Tensor[M]:
        return x + y

    both(zeros(2, 3), zeros(2, 3))
    for x, y in [((3,), (3,)), ((2, 4), (2, 4)), ((2, 3), (1, 3))]:
        with pytest.raises(tt.ShapeError):
            both(zeros(*x), zeros(*y))


def test_what_never_returns_is_told_if_it_does() -> None:
    @tt.checked
    def never(x: int) -> NoReturn:
        return x  # type: ignore[misc]

    with pytest.raises(tt.ArgumentTypeError, match=r"result must be NoReturn, got int \(3\)"):
        never(3)


def test_what_the_function_changes_in_place_was_checked_before() -> None:
    @tt.checked
    def grow(x: Tensor[tuple[N]]) -> Tensor[tuple[N, Literal[1]]]:
        return x.unsqueeze_(1)

    assert grow(zeros(3)).shape == (3, 1)


def test_every_call_gives_the_same_verdict() -> None:
    random.seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(50):
            with pytest.raises(tt.ShapeError):
                every(zeros(2), *[zeros(2)] * random.randrange(5), zeros(3), last=zeros(2))
