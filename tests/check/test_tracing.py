"""Checked code under what traces it: torch.compile, export, fx, functorch, fake tensors, DTensors."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, Generic, Literal, NamedTuple, TypeVar

import pytest
import torch
from torch import zeros
from torch._dynamo.testing import CompileCounterWithBackend
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.fx.experimental.proxy_tensor import make_fx
from typing_extensions import TypeVarTuple

import typed_torch as tt
from typed_torch import CPU, Device, Dim, Float32, Floating, Meta, Tensor

N = TypeVar("N", bound=int)
C = TypeVar("C", bound=int)
D = TypeVar("D", bound=Floating)
Dev = TypeVar("Dev", bound=Device)
Sp = TypeVarTuple("Sp")


class Batch(NamedTuple):
    x: Tensor[tuple[N, C]]
    y: Tensor[tuple[N]]


def scale(x: Tensor[tuple[N, C], Float32, CPU], w: Tensor[tuple[C], Float32, CPU]) -> Tensor[tuple[N, C], Float32, CPU]:
    return x * w


def listed(xs: list[Tensor[tuple[N, C]]], *, mask: Tensor[tuple[N]] | None = None, n: N) -> Tensor[tuple[N]]:
    return torch.stack([x.sum(1) for x in xs]).sum(0)


def named(given: dict[str, Tensor[tuple[N]]], batch: Batch | None, scale: float = 1) -> Tensor[tuple[N]]:
    return given["x"] * scale


def halved(x: Tensor[tuple[N, C]]) -> Tensor[tuple[N, Dim[Literal["C // 2"]]]]:
    return x[:, : x.shape[1] // 2]


def evens(x: Tensor[tuple[Dim[Literal["2 * N"]]]]) -> Tensor[tuple[N]]:
    return x[::2]


def variables(x: Tensor[tuple[N, *Sp], D, Dev], y: Tensor[tuple[N, *Sp], D, Dev]) -> Tensor[tuple[N, *Sp], D, Dev]:
    return x + y


def called(call: Callable[[Tensor[tuple[N]]], Tensor[tuple[N]]], x: Tensor[tuple[N]]) -> Tensor[tuple[N]]:
    return call(x)


def wrong(x: Tensor[tuple[N, C]]) -> Tensor[tuple[C]]:
    return x.sum(1)


def double(x: torch.Tensor) -> torch.Tensor:
    return x * 2


Case = tuple[Callable[..., Any], list[tuple[Any, ...]], tuple[Any, ...], dict[str, Any]]
CASES: dict[str, Case] = {
    "sizes": (scale, [(zeros(n, 6), zeros(6)) for n in (4, 5, 7, 9)], (zeros(4, 6), zeros(5)), {}),
    "dtype": (scale, [(zeros(4, 6), zeros(6))], (zeros(4, 6).double(), zeros(6)), {}),
    "device": (scale, [(zeros(4, 6), zeros(6))], (zeros(4, 6, device="meta"), zeros(6, device="meta")), {}),
    "list": (listed, [([zeros(4, n)] * 2,) for n in (6, 7, 8)], ([zeros(4, 6), zeros(4, 5)],), {"n": 4}),
    "dict": (named, [({"x": zeros(n)}, None) for n in (6, 7, 8)], ({"x": zeros(4), "y": zeros(5)}, None), {}),
    "named tuple": (
        named,
        [({"x": zeros(n)}, Batch(zeros(n, 2), zeros(n))) for n in (6, 7, 8)],
        ({"x": zeros(4)}, Batch(zeros(4, 2), zeros(5))),
        {},
    ),
    "no tensor": (named, [({"x": zeros(6)}, None)], ({"x": zeros(6)}, None, "a"), {}),
    "computed": (halved, [(zeros(4, n),) for n in (6, 8, 10)], (zeros(4),), {}),
    "solved": (evens, [(zeros(6),)], (zeros(5),), {}),
    "variables": (variables, [(zeros(4, n),) * 2 for n in (6, 8, 10)], (zeros(4, 6), zeros(4, 7)), {}),
    "variable of dtypes": (variables, [(zeros(4, 6),) * 2], (zeros(4, 6), zeros(4, 6).double()), {}),
    "variable of devices": (variables, [(zeros(4),) * 2], (zeros(4), zeros(4, device="meta")), {}),
    "callable": (called, [(double, zeros(n)) for n in (6, 8, 10)], (double, zeros(2, 2)), {}),
    "result": (wrong, [(zeros(n, n),) for n in (6, 8, 10)], (zeros(2, 3),), {}),
}


@pytest.mark.parametrize("dynamic", [None, True])
@pytest.mark.parametrize("case", CASES)
def test_a_compiled_call_is_checked_whole_without_a_trace_in_the_graph(case: str, dynamic: bool | None) -> None:
    function, good, bad, kwargs = CASES[case]
    checked = tt.checked(function)
    counts = []
    for each in (function, checked):
        torch._dynamo.reset()
        counter = CompileCounterWithBackend("eager")
        compiled = torch.compile(each, fullgraph=True, backend=counter, dynamic=dynamic)
        for arguments in good:
            torch.testing.assert_close(compiled(*arguments, **kwargs), function(*arguments, **kwargs))
        nodes = [
            [str(node.target) for node in graph.graph.nodes if node.op != "placeholder"] for graph in counter.graphs
        ]
        counts.append((counter.frame_count, counter.op_count, nodes))
    assert counts[0] == counts[1]
    with pytest.raises(tt.TensorTypeError) as eager:
        checked(*bad, **kwargs)
    with pytest.raises(type(eager.value)) as traced:
        compiled(*bad, **kwargs)
    assert str(traced.value) == str(eager.value)
    assert traced.value.argument == eager.value.argument


def test_checked_functions_are_checked_inside_of_what_is_compiled() -> None:
    inner = tt.checked(scale)

    def outer(x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
        return inner(inner(x, w), w=w)

    compiled = torch.compile(outer, fullgraph=True, backend="aot_eager")
    assert compiled(torch.ones(4, 6), torch.full((6,), 2.0)).sum() == 96
    with pytest.raises(tt.ShapeError, match=r"scale: w must have shape \(6,\), got \(5,\)"):
        compiled(zeros(4, 6), zeros(5))


def test_a_compiled_module_holds_its_instances_sizes() -> None:
    @tt.checked
    class Block(tt.nn.Module, Generic[C]):
        def __init__(self, channels: C) -> None:
            super().__init__()
            self.w = torch.nn.Parameter(torch.ones(channels))

        def forward(self, x: Tensor[tuple[N, C]]) -> Tensor[tuple[N, C]]:
            return x * self.w

    block = Block(6)
    compiled = torch.compile(block, fullgraph=True, backend="eager")
    for n in (4, 5, 7):
        assert compiled(zeros(n, 6)).shape == (n, 6)
    with pytest.raises(tt.ShapeError) as caught:
        compiled(zeros(4, 7))
    assert "C            6, by channels of " in str(caught.value)


def test_names_that_are_there_later_are_found_while_compiling() -> None:
    @tt.checked
    def take(x: Later) -> Later:
        return x * 2

    Later = Tensor[tuple[Literal[2]]]
    compiled = torch.compile(lambda x: take(x) + 1, fullgraph=True, backend="eager")
    assert compiled(zeros(2)).shape == (2,)
    with pytest.raises(tt.ShapeError):
        compiled(zeros(3))


def test_a_function_whose_result_is_read_item_by_item_is_checked_while_compiling() -> None:
    @tt.checked
    def rows(x: Tensor[tuple[N, N]]) -> Any:
        return [x[0], x[1]]

    compiled = torch.compile(lambda x: sum(rows(x)), fullgraph=True, backend="eager")
    assert compiled(zeros(2, 2)).shape == (2,)
    with pytest.raises(tt.ShapeError):
        compiled(zeros(2, 3))


@tt.checked
class Layer(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(3, 4)

    def forward(
        self, x: Tensor[tuple[N, Literal[3]], Float32], y: Tensor[tuple[N]] | None = None, scale: float = 2
    ) -> Tensor[tuple[N, Literal[4]], Float32]:
        return self.linear(x) * scale  # type: ignore[no-any-return]


def test_fx_traces_through_a_checked_forward() -> None:
    layer = Layer()
    traced = torch.fx.symbolic_trace(layer)
    x = torch.randn(2, 3)
    torch.testing.assert_close(traced(x), layer(x))
    assert [node.op for node in traced.graph.nodes] == ["placeholder"] * 3 + ["call_module", "call_function", "output"]


def test_convert_fuses_in_a_checked_forward() -> None:
    @tt.checked
    class Net(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm, self.act = torch.nn.GroupNorm(2, 4), torch.nn.SiLU()

        def forward(self, x: Tensor[tuple[N, Literal[4]]]) -> Tensor[tuple[N, Literal[4]]]:
            return self.act(self.norm(x))  # type: ignore[no-any-return]

    net = Net()
    plain = copy.deepcopy(net)
    assert "fused" in str(tt.convert(net, fuse=True))
    x = torch.randn(3, 4)
    torch.testing.assert_close(net(x), plain(x))


def test_export_and_make_fx() -> None:
    layer, x = Layer(), torch.randn(2, 3)
    program = torch.export.export(layer, (x,), dynamic_shapes=({0: torch.export.Dim("n")},))
    torch.testing.assert_close(program.module()(torch.randn(5, 3)[:2] * 0 + x), layer(x))
    graph = make_fx(tt.checked(scale), tracing_mode="symbolic")(zeros(2, 3), zeros(3))
    assert graph(zeros(2, 3), zeros(3)).shape == (2, 3)


def test_functorch_sees_the_shape_of_one() -> None:
    @tt.checked
    def norm(x: Tensor[tuple[N]]) -> Tensor[tuple[()]]:
        return (x * x).sum()

    assert torch.func.vmap(norm)(zeros(3, 4)).shape == (3,)
    assert torch.func.grad(norm)(zeros(4)).shape == (4,)
    assert torch.func.vmap(torch.func.grad(norm))(zeros(3, 4)).shape == (3, 4)
    assert torch.func.jvp(norm, (zeros(4),), (zeros(4),))[1].shape == ()
    with pytest.raises(tt.ShapeError, match=r"x must have shape \(N,\), got \(4, 5\)"):
        torch.func.vmap(norm)(zeros(3, 4, 5))


def test_fake_and_meta_tensors() -> None:
    @tt.checked
    def on(x: Tensor[tuple[N, C], Float32, Meta | CPU]) -> Tensor[tuple[N]]:
        return x.sum(1)

    with FakeTensorMode():
        assert on(torch.zeros(2, 3)).shape == (2,)
        with pytest.raises(tt.ShapeError):
            on(torch.zeros(2))
    assert on(zeros(2, 3, device="meta")).shape == (2,)


def test_gradients_flow() -> None:
    x = torch.ones(2, 3, requires_grad=True)
    tt.checked(scale)(x, torch.full((3,), 2.0)).sum().backward()
    assert x.grad is not None
    assert x.grad.sum() == 12


def test_a_generator_is_checked_while_compiling() -> None:
    @tt.checked
    def rows(x: Tensor[tuple[N, C]], start: int) -> Iterator[Tensor[tuple[C]]]:
        yield x[0]
        yield x[1, start:]

    def total(x: torch.Tensor, start: int) -> torch.Tensor:
        found = zeros(())
        for row in rows(x, start):
            found = found + row.sum()
        return found

    compiled = torch.compile(total, fullgraph=True, backend="eager")
    assert compiled(torch.ones(2, 3), 0) == 6
    with pytest.raises(tt.TensorTypeError):
        compiled(torch.ones(2, 3), 1)
