"""Calls of many operations: what the rule says is what torch does."""

from __future__ import annotations

import operator
import warnings
from typing import Any

import pytest
import torch

from typed_torch.errors import TensorTypeError
from typed_torch.shape import RULES, UNKNOWN, Spec, Symbol

f = torch.ones(2, 4)
i = torch.ones(2, 4, dtype=torch.int64)
b = torch.ones(2, 4, dtype=torch.bool)
z = torch.ones(2, 4, dtype=torch.complex64)
v = torch.ones(4)
n = torch.tensor(1.0)
P = torch.arange(0, 64, 4).reshape(4, 4).expand(2, 3, 4, 4)  # places of elements
REFUSED = "refused"


class Call:
    """A call, written as ``Call("sum", x, axis=1)``."""

    def __init__(self, path: str, *args: Any, **kwargs: Any) -> None:
        self.path, self.args, self.kwargs = path, args, kwargs

    def __str__(self) -> str:
        passed = [*map(_shown, self.args), *(f"{name}={_shown(value)}" for name, value in self.kwargs.items())]
        return f"{self.path}({', '.join(passed)})"


def _shown(value: Any) -> str:
    return str(spec(value))


def spec(value: Any) -> Any:
    """A value as a rule takes it."""
    if isinstance(value, torch.Tensor):
        return Spec(tuple(value.shape), str(value.dtype).removeprefix("torch."), "cpu")
    if isinstance(value, (list, tuple)):
        return type(value)(map(spec, value)) if type(value) in (list, tuple) else tuple(map(spec, value))
    return str(value).removeprefix("torch.") if isinstance(value, (torch.dtype, torch.device)) else value


def theirs(call: Call) -> Any:
    function = operator.attrgetter(call.path)(torch)
    try:
        with warnings.catch_warnings(action="ignore"):
            result = (
                function.__get__(*call.args) if hasattr(function, "__set__") else function(*call.args, **call.kwargs)
            )
            return spec(result)
    except (RuntimeError, ValueError, IndexError, TypeError, NotImplementedError):
        return REFUSED


def ours(call: Call) -> Any:
    rule = RULES[call.path]
    kwargs = {name: spec(value) for name, value in call.kwargs.items()}
    named = rule.named([spec(each) for each in call.args], kwargs)
    try:
        return rule(**named) if named.keys() >= set(rule.required) else UNKNOWN
    except TensorTypeError:
        return REFUSED


CALLS = [
    # numbers before tensors
    *(Call(name, number, x) for name in ("pow", "add", "sub", "mul", "div", "remainder", "floor_divide", "float_power")
      for number in (2, 2.0) for x in (f, i)),
    # NumPy's names
    *(Call(name, f, axis=axis) for name in ("linalg.norm", "fft.fft", "sum", "argmax", "softmax", "Tensor.std")
      for axis in (0, -1, 2)),
    Call("cat", [f, f], axis=1), Call("stack", [f, f], axis=2), Call("mean", f, axis=1, keepdims=True),
    Call("Tensor.amax", f, axis=1, keepdims=True), Call("pow", f, exponent=2), Call("sum", f, axis=1, out=v),
    # other readings of the same bytes
    *(Call("Tensor.view", x, dtype) for x in (f, v, n, i, z) for dtype in (
        torch.int32, torch.float64, torch.int16, torch.bool, torch.complex64)),
    Call("Tensor.view", f, dtype=torch.int32), Call("Tensor.view", f, 8), Call("Tensor.view", f, 3, 3),
    # repeated
    *(Call(f"Tensor.{name}", x, dims) for name in ("repeat", "tile") for x in (f, v, n) for dims in (
        (), (2,), (2, 3), (2, 1, 3))),
    # transposed
    *(Call(f"Tensor.{name}", torch.ones((2, 3, 4, 5)[:rank])) for name in ("T", "H", "mT", "mH") for rank in range(5)),
    *(Call(name, torch.ones((2, 3, 4, 5)[:rank])) for name in ("adjoint", "t") for rank in range(5)),
    # pooled to a size
    *(Call(f"nn.functional.adaptive_{kind}_pool{rank}d", torch.ones((2, 3, 4, 5, 6)[:dims]), size)
      for kind in ("avg", "max") for rank in (1, 2, 3) for dims in range(1, 6)
      for size in (1, 2, (1,), (1,) * rank, (2,) * rank)),
    # along dimensions that there are
    *(Call(f"nn.functional.{name}", torch.ones((2, 3, 4)[:rank]), dim=dim)
      for name in ("normalize", "gumbel_softmax", "softmax") for rank in range(4) for dim in (-3, -1, 0, 1, 2)),
    *(Call(name, torch.ones((2, 3, 4)[:rank])) for name in ("fliplr", "flipud", "nn.functional.normalize")
      for rank in range(4)),
    # of one dtype
    *(Call(name, f, x) for name in ("isclose", "nn.functional.cosine_similarity") for x in (f, i, v, f.double())),
    *(Call("quantile", f, x) for x in (torch.ones(3), n, n.double(), f, 0.5)),
    Call("nn.functional.cosine_similarity", i, i), Call("repeat_interleave", f, v),
    Call("bernoulli", f), Call("bernoulli", i), Call("bernoulli", i, 0.5), Call("bernoulli", b, p=0.5),
    # looked up in bags
    *(Call("nn.functional.embedding_bag", torch.zeros(shape, dtype=torch.int64), f, offsets, include_last_offset=last)
      for shape in ((6,), (2, 3), (2, 3, 4), ()) for offsets in (None, torch.tensor([0, 2])) for last in (False, True)),
    Call("nn.functional.embedding_bag", torch.zeros(2, 3), f),
    *(Call("nn.functional.embedding_bag", torch.zeros(2, 3, dtype=torch.int32), f, mode="sum", per_sample_weights=w)
      for w in (torch.ones(2, 3), torch.ones(2, 4))),
    # put back where they were
    *(Call("nn.functional.max_unpool2d", torch.ones(2, 3, 4, 4), places, *sizes)
      for places in (P, P[:1], P.int(), P[0]) for sizes in ((2,), (3, 2), ((3, 2),), (2, 2, 0, (9, 9)))),
    # filled
    *(Call(f"nn.init.{name}_", torch.ones((2, 3, 4, 5, 6, 7)[:rank])) for rank in range(7) for name in (
        "uniform", "normal", "trunc_normal", "ones", "zeros", "eye", "dirac", "xavier_uniform", "xavier_normal",
        "kaiming_uniform", "kaiming_normal", "orthogonal")),
    # converted
    *(Call("Tensor.type", f, dtype) for dtype in (torch.float64, torch.bool)),
    # drawn and counted
    *(Call("multinomial", f, count, *rest) for count in (0, 4, 5) for rest in ((), (True,))),
    Call("randint", 10, size=(3,)), Call("randint", 10, (3,)), Call("randint", 2, 10, (3,)),
    Call("randint", high=10, size=(3,)), Call("randint", low=1, high=10, size=(3, 2)),
    *(Call("arange", *bounds) for bounds in ((5,), (5, 1, -2), (1, 5, 2), (4, -1, -1), (0, -5, -3), (1, 5, -1))),
    Call("arange", end=5), Call("arange", start=1, end=5), Call("arange", 2, end=5),
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_rule_says_what_torch_does(call: Call) -> None:
    assert ours(call) == theirs(call)


@pytest.mark.parametrize("receiver", [torch.float16, torch.int64, torch.bool, torch.float64])
@pytest.mark.parametrize("data", [[1, 2], [1.5], [[True]]], ids=str)
def test_a_tensor_made_by_another_has_its_dtype(receiver: torch.dtype, data: Any) -> None:
    made = torch.zeros(3).to(receiver).new_tensor(data)
    held = torch.tensor(data)
    assert RULES["Tensor.new_tensor"](spec(torch.zeros(3).to(receiver)), Spec(spec(held).shape, spec(held).dtype)) == (
        spec(made)
    )


def test_a_keyword_of_which_the_rule_knows_nothing_leaves_the_result_unknown() -> None:
    assert RULES["sum"].named([f], {"where": b}) == {}
    assert RULES["nn.functional.softmax"].named([f], {"axis": 1}) == {}
    assert RULES["nn.functional.gelu"].named([f], {"approximate": "tanh"}) == {"input": f}


def test_a_range_of_sizes_with_names_may_go_down() -> None:
    arange, h, k = RULES["arange"], Symbol("h"), Symbol("k")
    assert arange(h - 1, -1, -1).shape == (h,)
    assert arange(h, 0, -1).shape == arange(0, -h, -1).shape == (h,)
    assert arange(h, 0, -2).shape == ((h + 1) // 2,)
    assert arange(h, 0, -k).shape == ((h + k - 1) // k,)
    assert arange(0, h, 2).shape == ((h + 1) // 2,)
    assert arange() == Spec()
