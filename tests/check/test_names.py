"""What annotations name is found where Python finds it; what is not there is an error, never ``Any``."""

from __future__ import annotations

import functools
from typing import Any, Generic, Literal, TypeVar

import pytest
from torch import zeros

import typed_torch as tt


def test_names_local_to_a_function_are_found() -> None:
    from typed_torch import Tensor as Local

    N = TypeVar("N", bound=int)
    Square = Local[tuple[N, N]]

    @tt.checked
    def take(x: Local[tuple[N]], y: Square) -> Local[tuple[N]]:
        return y[0]

    def inside() -> Any:
        @tt.checked
        def deeper(x: Square) -> None: ...

        return deeper

    take(zeros(2), zeros(2, 2))
    for call in (
        lambda: take(zeros(2), zeros(3, 3)),
        lambda: take(zeros(2), zeros(2, 3)),
        lambda: inside()(zeros(2, 3)),
    ):
        with pytest.raises(tt.ShapeError):
            call()


def test_names_of_a_class_body_are_found() -> None:
    class Outer:
        N = TypeVar("N", bound=int)
        Vector = tt.Tensor[tuple[N]]

        @tt.checked
        def take(self, x: Vector, y: Vector) -> None: ...

    Outer().take(zeros(2), zeros(2))
    with pytest.raises(tt.ShapeError):
        Outer().take(zeros(2), zeros(3))


def test_a_misspelt_name_is_an_error_at_the_first_call() -> None:
    @tt.checked
    def take(x: tt.Tensor[tuple[Q]]) -> None: ...  # type: ignore[name-defined]  # noqa: F821

    for _ in range(2):
        with pytest.raises(tt.ArgumentTypeError) as caught:
            take(zeros(2))
        assert str(caught.value) == (
            "checked: take: the annotation tt.Tensor[tuple[Q]] of x names Q, which is not there"
        )


def test_a_misspelt_attribute_is_one_too() -> None:
    @tt.checked
    def take() -> tt.Tensr: ...  # type: ignore[name-defined]

    with pytest.raises(tt.ArgumentTypeError, match="of the result names Tensr, which is not there"):
        take()


def test_names_that_are_defined_later_are_found_at_the_first_call() -> None:
    @tt.checked
    def take(x: Later) -> Later:
        return x

    @tt.checked
    class Node:
        def next(self) -> Node | None:
            return self

        def wrong(self) -> Node:
            return None  # type: ignore[return-value]

        def link(self, other: Other) -> None: ...

    @tt.checked
    async def wait(x: Later) -> None: ...

    class Other: ...

    Later = tt.Tensor[tuple[Literal[2]]]
    assert take(zeros(2)).shape == (2,)
    assert Node().next()
    Node().link(Other())
    for call in (lambda: take(zeros(3)), Node().wrong, lambda: Node().link(3)):
        for _ in range(2):
            with pytest.raises(tt.TensorTypeError):
                call()
    assert take.__name__ == "take"


def test_names_are_found_after_the_function_around_has_returned() -> None:
    def make() -> Any:
        @tt.checked
        def take(x: Later) -> None: ...

        class Node:
            @tt.checked
            def same(self) -> Node:
                return 3  # type: ignore[return-value]

        Later = tt.Tensor[tuple[Literal[2]]]
        return take, Node

    take, node = make()
    take(zeros(2))
    for call in (lambda: take(zeros(3)), node().same):
        with pytest.raises(tt.TensorTypeError):
            call()


def test_an_annotation_that_cannot_be_read_is_an_error_at_once() -> None:
    def text(x: "N C") -> None: ...  # noqa: F722

    def nothing_later(x: tt.Tensor[tuple[int]]) -> None: ...

    def list_of_functions(x: list[functools.partial[tt.Tensor[tuple[Literal[2]]]]], y: {1: 2}) -> None: ...  # type: ignore

    with pytest.raises(tt.ArgumentTypeError, match=r"checked: .*text: 'N C' is no annotation"):
        tt.checked(text)
    with pytest.raises(TypeError, match="a dimension is a Literal int"):
        tt.checked(nothing_later)
    with pytest.raises(TypeError):
        tt.checked(list_of_functions)


def test_a_function_that_later_has_nothing_to_check_is_an_error() -> None:
    @tt.checked
    def anything(x: Later) -> None: ...

    @tt.checked
    def nothing(x: Later) -> Later: ...

    Later = Any
    anything(3)
    with pytest.raises(tt.ArgumentTypeError, match="nothing to check"):
        nothing(3)


def test_aliases_are_read_where_they_are_subscribed() -> None:
    N = TypeVar("N", bound=int)
    M = TypeVar("M", bound=int)
    T = TypeVar("T")
    Pair = tt.Tensor[tuple[N, N]]
    Halves = tt.Tensor[tuple[N, tt.Dim[Literal["N // 2"]]], T]  # type: ignore[type-var]

    @tt.checked
    def take(x: Pair[M], y: Halves[M, tt.Float32], z: Pair[Literal[4]]) -> None: ...

    take(zeros(6, 6), zeros(6, 3), zeros(4, 4))
    for x, y, z in [((6, 5), (6, 3), (4, 4)), ((6, 6), (6, 2), (4, 4)), ((6, 6), (6, 3), (3, 3))]:
        with pytest.raises(tt.ShapeError):
            take(zeros(x), zeros(y), zeros(z))
    with pytest.raises(tt.DTypeError):
        take(zeros(6, 6), zeros(6, 3).double(), zeros(4, 4))
    with pytest.raises(TypeError, match=r"Tensor\[tuple\[N, N\]\] takes 1 type arguments, got 2"):
        Pair[M, N]


def test_fields_of_a_generic_dataclass_have_the_sizes_it_is_given() -> None:
    import dataclasses

    N = TypeVar("N", bound=int)

    @dataclasses.dataclass
    class Pair(Generic[N]):
        first: tt.Tensor[tuple[N]]

    Pair.__annotations__["first"] = tt.Tensor[tuple[N]]

    @tt.checked
    def take(x: Pair[Literal[3]]) -> None: ...

    take(Pair(zeros(3)))
    with pytest.raises(tt.ShapeError, match=r"x.first must have shape \(3,\), got \(2,\)"):
        take(Pair(zeros(2)))
