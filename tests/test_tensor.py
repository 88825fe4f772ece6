"""``Tensor[S, D, Dev]`` at run time."""

from __future__ import annotations

import copy
import pickle
from typing import Any, Literal, TypeVar

import jaxtyping
import pytest
import torch
from beartype import beartype
from beartype.door import is_bearable
from jaxtyping import jaxtyped
from typing_extensions import TypeVarTuple, Unpack

import typed_torch as tt
from typed_torch import CPU, CUDA, BFloat16, Dim, Float32, Floating, HalfPrecision, Int64, Meta, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
S = TypeVar("S", bound=tuple[Any, ...])
F = TypeVar("F", bound=Floating)
Sp = TypeVarTuple("Sp")


@pytest.mark.parametrize(
    ("hint", "fits", "does_not_fit"),
    [
        (Tensor, torch.zeros(2), [1.0]),
        (Tensor[tuple[Literal[2], Literal[3]]], torch.zeros(2, 3), torch.zeros(2, 4)),
        (Tensor[tuple[Any, Literal[3]]], torch.zeros(7, 3), torch.zeros(3)),
        (Tensor[tuple[N, N]], torch.zeros(3, 3), torch.zeros(3, 4)),
        (Tensor[tuple[N, C, *Sp]], torch.zeros(3, 3, 1, 1), torch.zeros(3)),
        (Tensor[tuple[N, *tuple[Any, ...]]], torch.zeros(3, 3), torch.zeros(())),
        (Tensor[tuple[()]], torch.zeros(()), torch.zeros(1)),
        (Tensor[tuple[Any, ...], Float32], torch.zeros(2, 3), torch.zeros(2).double()),
        (Tensor[S, Floating], torch.zeros(2).bfloat16(), torch.zeros(2).long()),
        (Tensor[Any, F], torch.zeros(2).half(), torch.zeros(2).long()),
        (Tensor[Any, HalfPrecision], torch.zeros(2).half(), torch.zeros(2)),
        (Tensor[Any, Float32 | BFloat16], torch.zeros(2).bfloat16(), torch.zeros(2).half()),
        (Tensor[Any, Any, CPU], torch.zeros(2), torch.zeros(2, device="meta")),
        (Tensor[Any, Int64, Meta], torch.zeros(2, dtype=torch.long, device="meta"), torch.zeros(2).long()),
        (Tensor[Any, Any, CPU | Meta], torch.zeros(2, device="meta"), "no tensor"),
        (tt.nn.Parameter[tuple[Literal[2]]], torch.nn.Parameter(torch.zeros(2)), torch.zeros(2)),
    ],
)
def test_isinstance_and_beartype_check_shape_dtype_and_device(hint: Any, fits: object, does_not_fit: object) -> None:
    assert isinstance(fits, hint)
    assert is_bearable(fits, hint)
    assert not isinstance(does_not_fit, hint)
    assert not is_bearable(does_not_fit, hint)


def test_sizes_of_one_name_agree_across_the_arguments_of_a_call() -> None:
    @jaxtyped(typechecker=beartype)
    def scale(x: Tensor[tuple[N, C, *Sp], Float32], w: Tensor[tuple[C], Float32]) -> Tensor[tuple[N, C, *Sp], Float32]:
        return x * w[:, None]

    scale(torch.ones(2, 3, 4), torch.ones(3))
    with pytest.raises(jaxtyping.TypeCheckError, match="'w'"):
        scale(torch.ones(2, 3, 4), torch.ones(4))


def test_one_annotation_gives_one_hint() -> None:
    assert Tensor[tuple[N, C], Float32, CUDA] is Tensor[tuple[N, C], Float32, CUDA]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (int, "S must be a tuple type such as tuple\\[Literal\\[4\\], C\\]"),
        (tuple[int, int], "a dimension is a Literal int, a TypeVar, a Dim or Any, got int: an unknown size is Any"),
        (tuple[Literal[-1]], "a dimension is a Literal int"),
        (tuple[Literal["C"]], "a dimension is a Literal int"),
        (tuple[int, ...], "got int: an unknown size is Any"),
        (tuple[N, ...], "any number of dimensions is tuple\\[Any, ...\\]"),
        (tuple[*Sp, *tuple[Any, ...]], "one unpacked"),
        ((tuple[N], int), "D must be a DType class or Any"),
        ((tuple[N], Float32, "cpu"), "Dev must be a Device class or Any"),
        ((tuple[N], Float32, CPU, CPU), "takes 1 to 3 arguments, got 4"),
        ("N C", "S must be a tuple type"),
        ((N, C), "the dimensions go into a tuple, Tensor\\[tuple\\[N, C\\]\\]"),
        ((tuple[N], torch.float32), "got torch.float32: write tt.Float32"),
    ],
)
def test_an_annotation_that_could_not_be_checked_is_refused(arguments: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Tensor[arguments]


@pytest.mark.parametrize(
    "hint",
    [
        Tensor[tuple[N, C], Float32],
        Tensor[tuple[Literal[4], Any, *Sp], F, CPU],
        Tensor[tuple[N, Dim[Literal["N // 2"]]]],
        Tensor[S, Float32 | BFloat16],
        tt.nn.Parameter[tuple[N]],
        list[Tensor[tuple[N]]],
    ],
)
def test_a_hint_pickles_as_itself(hint: Any) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        found = pickle.loads(pickle.dumps(hint, protocol))
        assert found is hint or found == hint
    assert copy.deepcopy(hint) == hint


@pytest.mark.parametrize(
    ("alias", "arguments", "expected"),
    [
        (Tensor[tuple[N, N]], C, Tensor[tuple[C, C]]),
        (Tensor[tuple[N, N]], Literal[3], Tensor[tuple[Literal[3], Literal[3]]]),
        (Tensor[tuple[N, C], F], (C, N, Float32), Tensor[tuple[C, N], Float32]),
        (Tensor[tuple[N, Dim[Literal["2 * N"]]]], C, Tensor[tuple[C, Dim[Literal["2 * C"]]]]),
        (Tensor[S, Floating], tuple[N, C], Tensor[tuple[N, C], Floating]),
        (Tensor[tuple[N, *Sp]], (C, Unpack[tuple[Any, ...]]), Tensor[tuple[C, *tuple[Any, ...]]]),
        (tt.nn.Parameter[tuple[N]], C, tt.nn.Parameter[tuple[C]]),
    ],
)
def test_an_alias_is_subscribed(alias: Any, arguments: Any, expected: Any) -> None:
    assert alias[arguments].pattern == expected.pattern
    assert repr(alias[arguments]) == repr(expected)


def test_a_hint_prints_as_it_is_written() -> None:
    hint = Tensor[tuple[Literal[4], N, Any, *Sp], Float32 | BFloat16, CPU]
    assert repr(hint) == "Tensor[tuple[Literal[4], N, Any, *Sp], Float32 | BFloat16, CPU]"
    assert repr(hint | None) == f"{hint} | None"
    assert repr(Tensor[tuple[()]]) == "Tensor[tuple[()]]"


def test_tensor_stands_in_for_the_torch_class() -> None:
    assert isinstance(torch.zeros(1), Tensor)
    assert issubclass(torch.nn.Parameter, Tensor)
    assert type(Tensor(2, 3)) is torch.Tensor
    assert type(tt.nn.Parameter(torch.zeros(2))) is torch.nn.Parameter


def test_a_subclass_of_tensor_is_a_class_of_its_own() -> None:
    class Image(Tensor):
        pass

    image = torch.zeros(2).as_subclass(Image)
    assert isinstance(image, Image)
    assert isinstance(image, Tensor)
    assert not isinstance(torch.zeros(2), Image)
