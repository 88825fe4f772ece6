"""jaxtyping's hints in functions that we check, and ours in functions that jaxtyping checks."""

from __future__ import annotations

# ruff: noqa: F722, F821, UP037, UP007  sizes in texts are no forward references
from typing import Any, Literal, TypeVar, Union

import jaxtyping
import pytest
import torch
import verdicts
from beartype import beartype
from jaxtyping import Bool, Float, Float32, Int, Shaped, jaxtyped
from torch import zeros
from typing_extensions import TypeVarTuple

import typed_torch as tt
from typed_torch import Tensor

N = TypeVar("N", bound=int)
_N = TypeVar("_N", bound=int)
b = TypeVar("b", bound=int)
Sp = TypeVarTuple("Sp")
_Sp = TypeVarTuple("_Sp")


@tt.checked
def theirs(
    x: Float[torch.Tensor, "b *s c"], y: Float32[torch.Tensor, "c"], z: Int[Tensor, "b"] | None = None
) -> Shaped[torch.Tensor, "b*c"]:
    return zeros(x.shape[0] * x.shape[-1])


def test_their_names_are_held_to_one_size() -> None:
    theirs(zeros(2, 5, 3), zeros(3))
    theirs(zeros(2, 3), zeros(3), zeros(2).long())
    refused: list[tuple[tuple[Any, ...], type[Exception], str]] = [
        ((zeros(2, 3), zeros(4)), tt.ShapeError, "y must have shape (3,), got (4,)"),
        ((zeros(2, 3), zeros(3).double()), tt.DTypeError, "y must be float32, got float64"),
        ((zeros(2, 3).long(), zeros(3)), tt.DTypeError, "x must be Float, got int64"),
        ((zeros(2, 3), zeros(3), zeros(3).long()), tt.ShapeError, "z must have shape (2,), got (3,)"),
        ((zeros(2), zeros(3)), tt.ShapeError, "x must have shape (b, *s, c), got (2,)"),
    ]
    for arguments, kind, headline in refused:
        with pytest.raises(kind) as caught:
            theirs(*arguments)
        assert str(caught.value).splitlines()[0] == f"theirs: {headline}"


def test_a_name_and_a_type_variable_spelled_alike_are_one_size() -> None:
    @tt.checked
    def mixed(x: Float[torch.Tensor, "b c"], y: Tensor[tuple[b]], z: Tensor[tuple[N]]) -> Float[torch.Tensor, "N"]:
        return z

    mixed(zeros(2, 3), zeros(2), zeros(5))
    with pytest.raises(tt.ShapeError, match=r"y must have shape \(2,\)"):
        mixed(zeros(2, 3), zeros(3), zeros(5))


def test_what_only_jaxtyping_can_judge_is_asked_of_it() -> None:
    @tt.checked
    def broadcast(
        x: Float[torch.Tensor, "b c"], y: Float[torch.Tensor, "#b c"], z: Bool[torch.Tensor, "..."]
    ) -> None: ...

    @tt.checked
    def either(x: Union[Float[torch.Tensor, "b"], Int[torch.Tensor, "b b"]], y: Float[Any, "b"]) -> None: ...

    broadcast(zeros(2, 3), zeros(1, 3), zeros(4).bool())
    either(zeros(2), zeros(2))
    either(zeros(2, 2).long(), zeros(2))
    for call in (
        lambda: broadcast(zeros(2, 3), zeros(3, 3), zeros(4).bool()),
        lambda: broadcast(zeros(2, 3), zeros(1, 4), zeros(4).bool()),
        lambda: either(zeros(2), zeros(3)),
        lambda: either(zeros(2, 3).long(), zeros(2)),
    ):
        with pytest.raises(tt.TensorTypeError):
            call()


@pytest.mark.parametrize(
    ("hint", "fits", "does_not"),
    [
        (Tensor[tuple[_N, _N]], zeros(2, 2), zeros(2, 3)),
        (Tensor[tuple[_N, tt.Dim[Literal["2 * _N"]]]], zeros(2, 4), zeros(2, 3)),
        (Tensor[tuple[N, N]], zeros(2, 2), zeros(2, 3)),
    ],
)
def test_our_hints_are_checked_by_plain_jaxtyped(hint: Any, fits: torch.Tensor, does_not: torch.Tensor) -> None:
    def take(x: Any) -> None: ...

    take.__annotations__ = {"x": hint, "return": None}
    checked = jaxtyped(take, typechecker=beartype)
    checked(fits)
    assert isinstance(fits, hint)
    for refused in (lambda: checked(does_not), lambda: tt.checked(take)(does_not), lambda: tt.parse(does_not, hint)):
        with pytest.raises((jaxtyping.TypeCheckError, tt.ShapeError)):
            refused()


def test_names_with_underscores_are_shared_by_the_arguments_of_plain_jaxtyped() -> None:
    @jaxtyped(typechecker=beartype)
    def take(x: Tensor[tuple[_N, *_Sp]], y: Tensor[tuple[_N, *_Sp]]) -> None: ...

    take(zeros(2, 3, 4), zeros(2, 3, 4))
    for wrong in (zeros(3, 3, 4), zeros(2, 3, 5)):
        with pytest.raises(jaxtyping.TypeCheckError):
            take(zeros(2, 3, 4), wrong)


def test_verdicts_are_jaxtypings_and_the_plugins() -> None:
    fit = 0
    for case in verdicts.cases(300):
        found = verdicts.verdicts(case)
        assert len(set(found.values())) == 1, (found, case)
        fit += found["checked, ours"]
        assert case.has_several or verdicts.of_plugin(case) == found["checked, ours"], case
    assert 100 < fit < 250
