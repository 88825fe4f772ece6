"""Validation under ``torch.compile``: no graph break, and the errors of eager."""

from __future__ import annotations

import copy
import pickle
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch._dynamo.testing import CompileCounter

import typed_torch as tt
from typed_torch.nn.functional import group_norm

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("everywhere")]


def some() -> torch.Tensor:
    return torch.randn(2, 6, 3)


@pytest.fixture(autouse=True)
def _fresh_compiler() -> Iterator[None]:
    torch._dynamo.reset()
    yield
    torch._dynamo.reset()


BAD: dict[str, Callable[[torch.Tensor], Any]] = {
    "rank": lambda x: group_norm(x[0, 0], 3),
    "divisibility": lambda x: group_norm(x, 4),
    "one sample of 1-element groups": lambda x: group_norm(x[:1, :, 0], 6),
    "input dtype": lambda x: group_norm(x.long(), 3),
    "weight size": lambda x: group_norm(x, 3, torch.ones(7)),
    "weight device": lambda x: group_norm(x, 3, torch.ones(6, device="meta")),
    "eps": lambda x: group_norm(x, 3, eps=-1),
    "activation": lambda x: group_norm(x, 3, activation="gelu"),
    "num_groups a bool": lambda x: group_norm(x, True),
    "num_groups a float": lambda x: group_norm(x, 3.0),
    "num_groups a str": lambda x: group_norm(x, "3"),
    "activation an int": lambda x: group_norm(x, 3, activation=1),
    "weight a list": lambda x: group_norm(x, 3, [1]),
    "input a list": lambda x: group_norm([1], 3),
    "unknown option": lambda x: group_norm(x, 3, {"wieght": x}),
    "options a list": lambda x: group_norm(x, 3, options=[x]),
    "option given twice": lambda x: group_norm(x, 3, x[0, :, 0], options={"weight": x[0, :, 0]}),
    "module called with other channels": tt.nn.GroupNorm(2, 8),
    "module made": lambda x: tt.nn.GroupNorm(4, 6) and x,
    "matmul": lambda x: tt.matmul(x, x),
    "cat": lambda x: tt.cat([x, x[0]]),
}


@pytest.mark.parametrize("fullgraph", [True, False])
@pytest.mark.parametrize("dynamic", [False, True])
@pytest.mark.parametrize("case", BAD)
def test_a_bad_call_raises_what_it_raises_in_eager(case: str, dynamic: bool, fullgraph: bool) -> None:
    x = some()
    with pytest.raises(tt.TensorTypeError) as eager:
        BAD[case](x)
    compiled = torch.compile(BAD[case], fullgraph=fullgraph, dynamic=dynamic, backend="eager")
    with pytest.raises(type(eager.value)) as caught:
        compiled(x)
    assert str(caught.value) == str(eager.value)
    assert (caught.value.operation, caught.value.argument) == (eager.value.operation, eager.value.argument)
    assert type(caught.value).__name__ == type(eager.value).__name__


def test_a_bad_call_in_a_model_that_ran_before_raises_too() -> None:
    model = torch.nn.Sequential(torch.nn.Conv1d(3, 6, 1), tt.nn.GroupNorm(3, 6, activation="silu"))
    compiled = torch.compile(model, fullgraph=True)
    compiled(torch.randn(2, 3, 5))
    norm = torch.compile(lambda x: group_norm(x, 3), fullgraph=True, dynamic=True)
    norm(some())
    with pytest.raises(tt.ShapeError, match=r"num_channels \(7\) is not divisible by num_groups \(3\)") as caught:
        norm(torch.randn(2, 7, 3))
    assert "(2, 7, 3)" in str(caught.value)


def test_the_error_shows_the_line_of_the_user_and_survives_a_pickle() -> None:
    with pytest.raises(tt.ShapeError) as caught:
        torch.compile(lambda x: group_norm(x, 4), fullgraph=True)(some())
    shown = "".join(traceback.format_exception(caught.value))
    assert "from user code" in shown
    assert "test_compiling.py" in shown
    assert "_normalization.py" not in shown
    assert "TORCHDYNAMO_VERBOSE" not in shown
    restored = pickle.loads(pickle.dumps(caught.value))
    assert type(restored) is tt.ShapeError
    assert (str(restored), restored.argument) == (str(caught.value), "num_groups")


def _model(norm: type[torch.nn.GroupNorm]) -> torch.nn.Module:
    return torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3, padding=1), norm(4, 8), torch.nn.SiLU(), norm(1, 8))


# Ours and torch's own, made where the test runs.
FORMS: dict[str, Callable[[], tuple[Callable[..., Any], Callable[..., Any]]]] = {
    "function": lambda: (lambda x: group_norm(x, 1), lambda x: torch.nn.functional.group_norm(x, 1)),
    "options": lambda: (
        lambda x: group_norm(x, 3, {"weight": x[0, :, 0, 0], "eps": 0.5}),
        lambda x: torch.nn.functional.group_norm(x, 3, x[0, :, 0, 0], None, 0.5),
    ),
    "module": lambda: (tt.nn.GroupNorm(3, 3), torch.nn.GroupNorm(3, 3)),
    "model": lambda: (_model(tt.nn.GroupNorm), _model(torch.nn.GroupNorm)),
}

SHAPES = [(n, 3, h, w) for n in (2, 3) for h in (4, 6) for w in (4, 5, 6, 8, 9)]


def _compilations(function: Callable[..., Any], dynamic: bool | None) -> int:
    torch._dynamo.reset()
    counter = CompileCounter()
    compiled = torch.compile(function, fullgraph=True, dynamic=dynamic, backend=counter)
    for shape in SHAPES:
        x = torch.randn(shape)
        torch.testing.assert_close(compiled(x), function(x))
    return int(counter.frame_count)


@pytest.mark.parametrize("dynamic", [None, True, False])
@pytest.mark.parametrize("form", FORMS)
def test_it_compiles_whole_and_as_often_as_torch_own_over_20_shapes(
    form: str, dynamic: bool | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(SHAPES) == 20
    with torch._dynamo.config.patch(recompile_limit=32):
        ours, theirs = (_compilations(function, dynamic) for function in FORMS[form]())
    with capsys.disabled():
        print(f"\n{form}, dynamic={dynamic}: graph breaks 0, compiled {ours} times, torch's own {theirs}", end="")
    assert ours == theirs


@pytest.mark.parametrize("dynamic", [False, True])
@pytest.mark.parametrize("activation", [None, "silu"])
@pytest.mark.parametrize("channels_last", [False, True])
def test_compiled_equals_eager_forward_and_backward(dynamic: bool, activation: Any, channels_last: bool) -> None:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(6, 6), tt.nn.GroupNorm(4, 8, activation=activation), torch.nn.ReLU())
    compiled = torch.compile(copy.deepcopy(model), fullgraph=True, dynamic=dynamic)
    memory_format = torch.channels_last if channels_last else torch.contiguous_format
    for size in (6, 7):
        x = torch.randn(2, 8, size, 6).contiguous(memory_format=memory_format)
        results = []
        for call in (model, compiled):
            call.zero_grad()
            y = x.clone().requires_grad_()
            call(y).square().sum().backward()
            results.append([y.grad, *(p.grad for p in call.parameters())])
        torch.testing.assert_close(*results, atol=1e-4, rtol=1e-4)


def test_a_vmapped_call_compiles_whole_and_is_validated_for_each_sample() -> None:
    def each(x: torch.Tensor, num_groups: int) -> torch.Tensor:
        return torch.vmap(lambda sample: group_norm(sample[None], num_groups, activation="silu"))(x)

    compiled = torch.compile(each, fullgraph=True, backend="aot_eager")
    x = some()
    torch.testing.assert_close(compiled(x, 3), each(x, 3))
    with pytest.raises(tt.ShapeError, match=r"\(1, 6, 3\)"):
        compiled(x, 4)


def test_the_compiler_drops_the_validation() -> None:
    seen: list[Any] = []

    def keep(graph: torch.fx.GraphModule, _: Any) -> Any:
        seen.extend(node.target for node in graph.graph.nodes if node.op == "call_function")
        return graph

    from torch._dynamo.backends.common import aot_autograd

    torch.compile(lambda x: group_norm(x, 3), fullgraph=True, backend=aot_autograd(fw_compiler=keep))(some())
    assert seen
    assert not any("typed_torch_rules" in str(target) for target in seen)
