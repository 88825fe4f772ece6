"""``GroupNorm``: a ``torch.nn.GroupNorm`` that validates."""

from __future__ import annotations

import copy
import io
import pickle
from typing import Any, Literal

import pytest
import torch
import torch.nn.utils.prune
from torch.testing._internal.common_modules import module_db

import typed_torch as tt
from typed_torch.nn import GroupNorm

(MODULE_INFO,) = (info for info in module_db if info.module_cls is torch.nn.GroupNorm)


@pytest.mark.filterwarnings("ignore::typed_torch.TensorTypeWarning")
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("training", [True, False])
def test_torch_own_module_samples(dtype: torch.dtype, training: bool) -> None:
    samples = MODULE_INFO.module_inputs_func(
        MODULE_INFO, device="cpu", dtype=dtype, requires_grad=True, training=training
    )
    assert len(samples) >= 4
    for sample in samples:
        made, called = sample.constructor_input, sample.forward_input
        theirs = torch.nn.GroupNorm(*made.args, **made.kwargs, dtype=dtype).train(training)
        ours = GroupNorm(*made.args, **made.kwargs, dtype=dtype).train(training)
        ours.load_state_dict(theirs.state_dict())
        torch.testing.assert_close(ours(*called.args, **called.kwargs), theirs(*called.args, **called.kwargs))


def test_it_is_a_torch_group_norm_with_interchangeable_state_dicts() -> None:
    ours, theirs = GroupNorm(3, 6), torch.nn.GroupNorm(3, 6)
    assert isinstance(ours, torch.nn.GroupNorm)
    torch.nn.init.normal_(theirs.weight)
    ours.load_state_dict(theirs.state_dict())
    theirs.load_state_dict(ours.state_dict())
    x = torch.randn(2, 6, 4)
    torch.testing.assert_close(ours(x), theirs(x))


def test_it_is_generic_in_its_number_of_channels() -> None:
    norm = GroupNorm[Literal[6]](3, 6)
    assert type(norm) is GroupNorm
    assert norm(torch.randn(2, 6, 4)).shape == (2, 6, 4)


def test_repr_shows_what_torch_shows_and_the_activation() -> None:
    assert repr(GroupNorm(3, 6)) == repr(torch.nn.GroupNorm(3, 6))
    assert "activation='silu'" in repr(GroupNorm(3, 6, activation="silu"))


@pytest.mark.parametrize(
    ("arguments", "keywords"),
    [
        ((3, 6), {}),
        ((3, 6, 0.5), {}),
        ((3, 6, 1e-5, False), {}),
        ((3, 6, 1e-5, True, "cpu", torch.float64), {}),
    ],
)
@pytest.mark.parametrize("activation", [None, "silu"])
def test_it_computes_what_torch_computes(arguments: tuple[Any, ...], keywords: dict[str, Any], activation: Any) -> None:
    theirs = torch.nn.GroupNorm(*arguments, **keywords)
    ours = GroupNorm(*arguments, **keywords, activation=activation)
    ours.load_state_dict(theirs.state_dict())
    dtype = next((p.dtype for p in ours.parameters()), torch.float32)
    x = torch.randn(2, arguments[1], 4, dtype=dtype)
    expected = theirs(x) if activation is None else torch.nn.functional.silu(theirs(x))
    torch.testing.assert_close(ours(x), expected)


def test_it_may_have_a_weight_and_no_bias() -> None:
    norm = GroupNorm(3, 6, bias=False)
    norm.reset_parameters()
    assert norm.bias is None
    assert list(norm.state_dict()) == ["weight"]
    torch.nn.init.normal_(norm.weight)
    x = torch.randn(2, 6, 4)
    torch.testing.assert_close(norm(x), torch.nn.functional.group_norm(x, 3, norm.weight))


def test_it_may_have_no_channels() -> None:
    assert GroupNorm(1, 0)(torch.randn(2, 0, 4)).shape == (2, 0, 4)


@pytest.mark.parametrize(
    ("arguments", "keywords", "kind", "message"),
    [
        (
            (4, 6),
            {},
            tt.ShapeError,
            "num_channels (6) is not divisible by num_groups (4)\n  num_groups   4: choose one of 1, 2, 3, 6",
        ),
        ((0, 6), {}, tt.ShapeError, "num_groups must be positive, got 0\n  num_groups   0"),
        ((2, -6), {}, tt.ShapeError, "num_channels must not be negative, got -6\n  num_channels -6"),
        ((True, 6), {}, tt.ArgumentTypeError, "num_groups must be an int, got bool (True)\n  num_groups   True"),
        ((3, 6.0), {}, tt.ArgumentTypeError, "num_channels must be an int, got float (6.0)"),
        ((3, 6, -1.0), {}, tt.ArgumentValueError, "eps must be finite and not negative, got -1.0\n  eps          -1.0"),
        (
            (3, 6),
            {"activation": "relu"},
            tt.ArgumentValueError,
            "activation must be 'silu' or None, got 'relu'\n  activation   'relu'",
        ),
    ],
)
def test_construction_is_validated(
    arguments: tuple[Any, ...], keywords: dict[str, Any], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as caught:
        GroupNorm(*arguments, **keywords)
    assert str(caught.value) == f"GroupNorm: {message}"


@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize(
    ("x", "kind", "message"),
    [
        (
            torch.ones(2, 8, 4),
            tt.ShapeError,
            "GroupNorm: input must have num_channels (6) in dimension 1, got 8\n  input        float32 cpu (2, 8, 4)",
        ),
        (
            torch.ones(6),
            tt.ShapeError,
            "GroupNorm: input must have at least 2 dimensions (N, C, *), got 1\n  input        float32 cpu (6,)",
        ),
        (
            torch.ones(2, 6, 4).long(),
            tt.DTypeError,
            "GroupNorm: input must be floating point, got int64\n"
            "  input        int64 cpu (2, 6, 4): convert it first, such as input.float()",
        ),
        ([1.0], tt.ArgumentTypeError, "GroupNorm: input must be a Tensor, got list"),
    ],
)
def test_calls_are_validated(affine: bool, x: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as caught:
        GroupNorm(3, 6, affine=affine)(x)
    assert str(caught.value) == message


def test_a_bias_alone_trains() -> None:
    norm = GroupNorm(3, 6)
    norm.weight = None
    norm(torch.randn(2, 6, 4)).sum().backward()
    torch.testing.assert_close(norm.bias.grad, torch.full((6,), 8.0))


def test_it_is_copied_and_saved_like_any_module() -> None:
    norm = GroupNorm[Literal[6]](3, 6, activation="silu")
    torch.nn.init.normal_(norm.weight)
    x = torch.randn(2, 6, 4)
    for copied in (copy.deepcopy(norm), pickle.loads(pickle.dumps(norm))):
        torch.testing.assert_close(copied(x), norm(x))
    buffer = io.BytesIO()
    torch.save(norm.state_dict(), buffer)
    buffer.seek(0)
    fresh = GroupNorm(3, 6, activation="silu")
    fresh.load_state_dict(torch.load(buffer, weights_only=True))
    torch.testing.assert_close(fresh(x), norm(x))


def test_a_pickle_of_torch_own_module_state_without_activation_still_runs() -> None:
    norm = GroupNorm(3, 6)
    norm.__dict__.pop("activation")
    torch.testing.assert_close(norm(torch.ones(2, 6, 4)), torch.zeros(2, 6, 4))


def test_parametrized_and_pruned_parameters_are_used() -> None:
    class Doubled(torch.nn.Module):
        def forward(self, weight: torch.Tensor) -> torch.Tensor:
            return 2 * weight

    x = torch.randn(2, 6, 4)
    norm, plain = GroupNorm(3, 6), torch.nn.GroupNorm(3, 6)
    torch.nn.utils.parametrize.register_parametrization(norm, "weight", Doubled())
    torch.testing.assert_close(norm(x), 2 * plain(x))

    pruned = GroupNorm(3, 6)
    torch.nn.utils.prune.l1_unstructured(pruned, "weight", amount=6)
    torch.testing.assert_close(pruned(x), torch.zeros_like(x))


def test_functional_call_swaps_the_parameters() -> None:
    norm, x = GroupNorm(3, 6), torch.randn(2, 6, 4)
    swapped = torch.func.functional_call(norm, {"weight": torch.full((6,), 3.0), "bias": torch.zeros(6)}, (x,))
    torch.testing.assert_close(swapped, 3 * norm(x))


def test_fx_traces_through_it() -> None:
    model = torch.nn.Sequential(torch.nn.Conv1d(3, 6, 1), GroupNorm(3, 6), GroupNorm(2, 6, activation="silu"))
    x = torch.randn(2, 3, 4)
    torch.testing.assert_close(torch.fx.symbolic_trace(model)(x), model(x))


@pytest.mark.parametrize("dynamic", [False, True])
@pytest.mark.parametrize("activation", [None, "silu"])
def test_it_compiles_whole(dynamic: bool, activation: Any) -> None:
    norm = GroupNorm(3, 6, activation=activation)
    compiled = torch.compile(norm, fullgraph=True, dynamic=dynamic, backend="aot_eager")
    for size in (4, 5):
        x = torch.randn(2, 6, size)
        torch.testing.assert_close(compiled(x), norm(x))
