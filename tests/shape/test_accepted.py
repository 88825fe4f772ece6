"""Which kinds of numbers operations take: as in torch, for every operation of which something is asked."""

from __future__ import annotations

import itertools
import operator
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import torch

from typed_torch.errors import DTypeError, TensorTypeError
from typed_torch.shape import RULES, Rule, Spec
from typed_torch.shape.accepted import _BOTH, _EACH, _INPUT, _OTHER

KINDS = (torch.bool, torch.int64, torch.float32, torch.complex64)
SHAPES = ((3, 3), (4,), (2, 3, 4, 4))
OTHERS: tuple[tuple[Any, ...], ...] = ((), (1,), (0.5,), (-1,), (2, 1), (2, 0, 1), (0.0, 1.0), ((4,),), (True,))
ON_CUDA = {"histc", "Tensor.histc", "special.round"}  # which take more there
SEVERAL: dict[str, list[tuple[int, ...]]] = {
    "addbmm": [(2, 4), (5, 2, 3), (5, 3, 4)], "baddbmm": [(5, 2, 4), (5, 2, 3), (5, 3, 4)],
    "addmv": [(2,), (2, 3), (3,)], "bmm": [(5, 2, 3), (5, 3, 4)], "mv": [(2, 3), (3,)],
    "batch_norm": [(2, 4), (4,), (4,)], "cross": [(2, 3), (2, 3)],
    **{f"conv{rank}d": [(1, 2, *(4,) * rank), (2, 2, *(1,) * rank)] for rank in (1, 2, 3)},
    **{f"conv_transpose{rank}d": [(1, 2, *(4,) * rank), (2, 2, *(1,) * rank)] for rank in (1, 2, 3)},
}  # fmt: skip
"""The shapes of the tensors of operations that take several of different ones."""


def of_tensors(names: Any) -> list[Any]:
    """The functions and methods of torch whose rules have one of ``names``."""
    found = [rule for rule in RULES.values() if {rule.name, rule.name.rstrip("_")} & {*names}]
    return [pytest.param(rule, id=rule.path) for rule in found if "input" in rule.signature.parameters and exists(rule)]


def exists(rule: Rule) -> bool:
    try:
        return bool(operator.attrgetter(rule.path)(torch)) and rule.path != "batch_norm" and ".forward" not in rule.path
    except AttributeError:
        return False


def specs(values: Sequence[Any]) -> list[Any]:
    return [
        Spec(tuple(each.shape), str(each.dtype).removeprefix("torch."), "cpu")
        if isinstance(each, torch.Tensor)
        else each
        for each in values
    ]


def torch_takes(rule: Rule, *args: Any) -> bool:
    function = operator.attrgetter(rule.path)(torch)
    copies = [each.clone() if isinstance(each, torch.Tensor) else each for each in args]
    try:
        with warnings.catch_warnings(action="ignore"):
            result = function.__get__(*copies) if hasattr(function, "__set__") else function(*copies)
            return result is not NotImplemented
    except (RuntimeError, ValueError, TypeError, IndexError, AttributeError):
        return False


def rule_takes(rule: Rule, *args: Any) -> bool:
    try:
        rule(**rule.named(specs(args), {}))
    except DTypeError:
        return False
    except TensorTypeError:
        return True
    return True


def variants(rule: Rule, tensors: int) -> Iterator[Any]:
    """Calls that torch takes of some kind of numbers, as functions of the kinds."""
    several = SEVERAL.get(rule.name.rstrip("_"))
    for shape, rest in itertools.product(SHAPES, OTHERS):
        ones = [torch.ones(each) for each in several or [shape] * tensors]
        if any(torch_takes(rule, *(each.to(kind) for each in ones), *rest) for kind in KINDS):
            yield lambda kinds, ones=ones, rest=rest: (
                *(each.to(kind) for each, kind in zip(ones, kinds, strict=True)), *rest
            )  # fmt: skip


@pytest.mark.parametrize("rule", [each for each in of_tensors(_INPUT) if "target" not in each.values[0].required])
def test_an_operation_takes_the_kinds_of_numbers_that_torch_takes(rule: Rule) -> None:
    several = SEVERAL.get(rule.name.rstrip("_"))
    tensors, call = next(
        (count, each) for count in ([len(several)] if several else (1, 2, 3)) for each in variants(rule, count)
    )
    for kind in KINDS:
        args = call([kind] * tensors)
        is_taken = torch_takes(rule, *args)
        assert is_taken <= rule_takes(rule, *args), (kind, args[tensors:])
        assert is_taken or rule.path in ON_CUDA or not rule_takes(rule, *args), (kind, args[tensors:])


LOSSES = [each for each in of_tensors({*_INPUT, *_OTHER, *_BOTH, *_EACH}) if "target" in each.values[0].required]


@pytest.mark.parametrize("rule", LOSSES)
def test_a_loss_takes_the_pairs_of_kinds_that_torch_takes(rule: Rule) -> None:
    of_classes = rule.name in ("cross_entropy", "nll_loss", "multi_margin_loss")
    for kinds in itertools.product((*KINDS, torch.float64), repeat=2):
        input, target = torch.ones(3, 4).to(kinds[0]), torch.ones(3 if of_classes else (3, 4)).to(kinds[1])
        is_taken = torch_takes(rule, input, target)
        assert is_taken <= rule_takes(rule, input, target), kinds
        assert is_taken or not rule_takes(rule, input, target) or {*kinds} & {torch.bool, torch.complex64} or (
            rule.name in ("l1_loss", "hinge_embedding_loss", "binary_cross_entropy")  # or of some reductions
        ), kinds  # fmt: skip
        if is_taken and torch.complex64 not in kinds:
            with warnings.catch_warnings(action="ignore"):
                result = operator.attrgetter(rule.path)(torch)(input, target)
            assert rule(**rule.named(specs([input, target]), {})).dtype in (None, str(result.dtype)[6:]), kinds


@pytest.mark.parametrize("rule", [each for each in of_tensors({*_BOTH, *_EACH}) if each not in LOSSES])
def test_an_operation_takes_the_pairs_of_kinds_that_torch_takes(rule: Rule) -> None:
    for kinds in itertools.product(KINDS, repeat=2):
        pair = [torch.ones(2, 3).to(kind) for kind in kinds]
        assert torch_takes(rule, *pair) == rule_takes(rule, *pair), kinds
        number = torch.ones((), dtype=kinds[1]).item()
        if torch_takes(rule, torch.ones(2).to(KINDS[1]), 1):
            assert torch_takes(rule, pair[0], number) == rule_takes(rule, pair[0], number), (kinds[0], number)


def test_a_dtype_that_is_asked_for_goes_before_that_of_the_input() -> None:
    assert RULES["softmax"](Spec((2, 3), "int64"), 1, "float32") == Spec((2, 3), "float32")
    with pytest.raises(DTypeError, match=r"softmax: input must be floating point, got int64"):
        RULES["softmax"](Spec((2, 3), "int64"), 1)


def test_what_is_not_known_is_not_refused() -> None:
    assert RULES["Tensor.__rsub__"](Spec((3,)), 1) == Spec((3,))
    assert RULES["Tensor.__and__"](Spec((3,), "bool"), Spec((3,))) == Spec((3,))


def test_messages_say_which_kinds_there_are() -> None:
    with pytest.raises(
        DTypeError, match=r"sub: input must be integer, floating point or complex, got bool\n.*invert a mask"
    ):
        RULES["Tensor.__rsub__"](Spec((3,), "bool"), 1)
    with pytest.raises(DTypeError, match=r"and: other must be bool or integer, got float32"):
        RULES["Tensor.__and__"](Spec((3,), "bool"), Spec((3,), "float32"))
    with pytest.raises(TensorTypeError, match=r"div: \(3,\) and \(4,\) do not broadcast"):
        RULES["Tensor.__itruediv__"](Spec((3,), "float32"), Spec((4,), "float32"))
    with pytest.raises(TensorTypeError, match=r"and: \(3,\) and \(4,\) do not broadcast"):
        RULES["Tensor.__rand__"](Spec((3,), "bool"), Spec((4,), "bool"))
