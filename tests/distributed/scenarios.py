"""What the tests of several processes run on each of them; every function returns plain tensors and numbers."""

from __future__ import annotations

import copy
import itertools
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import torch
import torch.distributed as dist
from torch.distributed.device_mesh import DeviceMesh, init_device_mesh
from torch.distributed.tensor import DTensor, Placement, Replicate, Shard, distribute_tensor
from torch.distributed.tensor.debug import CommDebugMode

import typed_torch as tt

GroupNorm = Callable[..., torch.Tensor]


class Traffic(CommDebugMode):
    """Counts what this process hands to collectives, in bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func._overloadpacket in self.comm_registry:
            tensors = [args[0]] if isinstance(args[0], torch.Tensor) else args[0]
            self.bytes += sum(t.numel() * t.element_size() for t in tensors)
        return super().__torch_dispatch__(func, types, args, kwargs)


@cache
def mesh_of(*sizes: int) -> DeviceMesh:
    return init_device_mesh("cpu", sizes)


# One problem normalized in many placements: input, num_groups, dtype.
PROBLEMS: dict[str, tuple[tuple[int, ...], int, torch.dtype]] = {
    "image": ((4, 8, 6, 5), 4, torch.float32),
    "image in double": ((4, 8, 6, 5), 4, torch.float64),
    "image in half": ((4, 8, 6, 5), 4, torch.bfloat16),
    "uneven": ((3, 6, 7, 2), 3, torch.float64),
    "volume": ((2, 4, 3, 5, 2), 2, torch.float64),
    "audio": ((5, 12, 3), 2, torch.float64),
    "fewer than processes": ((1, 3, 1, 3), 1, torch.float64),
    "no pixels": ((2, 4, 0), 2, torch.float64),
}


def tensors(problem: str) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Input, weight, bias and the gradient of the output, the same on every process."""
    shape, _, dtype = PROBLEMS[problem]
    source = torch.Generator().manual_seed(0)
    x, w, b, grad = (torch.randn(s, generator=source).to(dtype) for s in (shape, shape[1], shape[1], shape))
    return x + 3, w, b, grad


class Form(NamedTuple):
    """How a call is made: where the parameters are, and what follows."""

    parameters: str
    activation: str | None


FORMS = (Form("replicated", "silu"), Form("sharded", None), Form("none", None))


class Place(NamedTuple):
    """A mesh, by its sizes, placements on it, and the forms of the call made there."""

    sizes: tuple[int, ...]
    placements: tuple[Placement, ...]
    forms: tuple[Form, ...]

    def label(self, problem: str, form: Form) -> str:
        return f"{problem}, {tuple(map(str, self.placements))}, {form}"


def places(problem: str, world_size: int) -> Iterator[Place]:
    """Every placement in every form; every pair of placements in one form each, in turn."""
    rank = len(PROBLEMS[problem][0])
    one: list[Placement] = [Replicate(), *map(Shard, range(rank))]
    for placement in one:
        yield Place((world_size,), (placement,), FORMS)
    if world_size == 4 and problem in {"image", "uneven"}:
        for number, pair in enumerate(itertools.product(one, repeat=2)):
            yield Place((2, 2), pair, (FORMS[number % len(FORMS)],))


def every_placement() -> dict[str, Any]:
    """Result, gradients and traffic of every problem in every placement."""
    found: dict[str, Any] = {}
    for problem, (_, num_groups, _) in PROBLEMS.items():
        for place in places(problem, dist.get_world_size()):
            mesh = mesh_of(*place.sizes)
            for form in place.forms:
                function = _ours(form.activation)
                name = place.label(problem, form)
                found[name] = _measured(function, problem, mesh, place.placements, form.parameters, num_groups)
    return found


def _ours(activation: str | None) -> GroupNorm:
    def call(x: torch.Tensor, *rest: Any) -> torch.Tensor:
        return tt.nn.functional.group_norm(x, *rest, activation=activation)

    return call


def _measured(
    function: GroupNorm,
    problem: str,
    mesh: DeviceMesh,
    placements: Sequence[Placement],
    parameters: str,
    num_groups: int,
) -> dict[str, Any]:
    x, w, b, grad = tensors(problem)
    of_parameters = [Shard(0) if parameters == "sharded" and p.is_shard(1) else Replicate() for p in placements]
    x, grad = (distribute_tensor(t, mesh, placements) for t in (x, grad))
    w, b = (distribute_tensor(t, mesh, of_parameters).requires_grad_() for t in (w, b))
    x.requires_grad_()
    inputs = [x] if parameters == "none" else [x, w, b]
    with Traffic() as forward:
        try:
            output = function(x, num_groups, *inputs[1:])
        except NotImplementedError as error:  # torch's own on DTensors, in 2.11
            return {"error": str(error)}
    found: dict[str, Any] = {"placements": output.placements == x.placements, "forward": forward.bytes}
    with Traffic() as backward:
        try:
            gradients = torch.autograd.grad(output, inputs, grad)
        except RuntimeError as error:
            return found | {"output": output.full_tensor().detach(), "error": str(error)}
    found |= {"backward": backward.bytes, "calls": forward.get_total_counts() + backward.get_total_counts()}
    found["contiguous"] = output.to_local().is_contiguous()
    return found | {"output": output.full_tensor().detach(), "gradients": [g.full_tensor() for g in gradients]}


def traffic_beside_torch() -> dict[str, dict[str, dict[str, Any]]]:
    """What ours and torch's own send of one activation, by layout; torch takes very long on more than two."""
    mesh = mesh_of(dist.get_world_size())
    functions = {"ours": _ours(None)}
    if dist.get_world_size() == 2:
        functions["torch"] = torch.nn.functional.group_norm
    return {
        layout: {
            name: {
                key: value
                for key, value in _measured(function, "image", mesh, [Shard(dim)], parameters, 4).items()
                if key in {"forward", "backward", "error"}
            }
            for name, function in functions.items()
        }
        for layout, dim, parameters in (
            ("batch", 0, "replicated"),
            ("channels, whole groups", 1, "replicated"),
            ("channels, whole groups, with their parameters", 1, "sharded"),
            ("height", 2, "replicated"),
            ("width, uneven", 3, "replicated"),
        )
    }


def pending_sum() -> torch.Tensor:
    """Each process has a part of a sum that is not carried out yet."""
    from torch.distributed.tensor import Partial

    mesh = mesh_of(dist.get_world_size())
    x, w, b, _ = tensors("image")
    part = DTensor.from_local(x / dist.get_world_size(), mesh, [Partial()], run_check=False)
    w, b = (distribute_tensor(t, mesh, [Replicate()]) for t in (w, b))
    output = tt.nn.functional.group_norm(part, 4, w, b)
    assert isinstance(output, DTensor)
    return output.full_tensor()


def compiled() -> list[list[torch.Tensor]]:
    """Output and gradients under ``torch.compile``, sharded by batch, channels and height."""
    mesh = mesh_of(dist.get_world_size())
    x, w, b, grad = tensors("image")
    call = torch.compile(_ours("silu"), fullgraph=True, backend="aot_eager")
    found = []
    for dim in (0, 1, 2):
        dx, dgrad = (distribute_tensor(t, mesh, [Shard(dim)]) for t in (x, grad))
        dw, db = (distribute_tensor(t, mesh, [Replicate()]).requires_grad_() for t in (w, b))
        output = call(dx.requires_grad_(), 4, dw, db)
        gradients = torch.autograd.grad(output, (dx, dw, db), dgrad)
        found.append([output.full_tensor().detach(), *[g.full_tensor() for g in gradients]])
    return found


def channels_last() -> list[bool]:
    """Whether result and gradient are channels-last like the input, with the batch and with the height sharded."""
    mesh = mesh_of(dist.get_world_size())
    found = []
    for dim in (0, 2):
        own = torch.randn(2, 8, 6, 5).contiguous(memory_format=torch.channels_last)
        x = DTensor.from_local(own, mesh, [Shard(dim)], run_check=False).requires_grad_()
        output = tt.nn.functional.group_norm(x, 4, activation="silu")
        (gradient,) = torch.autograd.grad(output, x, torch.ones_like(output))
        for tensor in (output, gradient):
            assert isinstance(tensor, DTensor)
            found.append(tensor.to_local().is_contiguous(memory_format=torch.channels_last))
    return found


def after_a_plain_call() -> tuple[int, bool]:
    """Bytes of a sharded call that looks like one of a plain tensor before it."""

    def first_called_here(x: torch.Tensor, *rest: Any) -> torch.Tensor:
        return tt.nn.functional.group_norm(x, *rest, eps=0.25)

    x, w, b, _ = tensors("image")
    first_called_here(x, 4, w, b)
    found = _measured(first_called_here, "image", mesh_of(dist.get_world_size()), [Shard(2)], "replicated", 4)
    return found["forward"], found["placements"]


def second_derivatives() -> list[torch.Tensor]:
    """Of input, weight, bias and gradient, with the space sharded."""
    mesh = mesh_of(dist.get_world_size())
    x, w, b, grad = (t.requires_grad_() for t in tensors("uneven"))
    dx, dg = (distribute_tensor(t.detach(), mesh, [Shard(2)]).requires_grad_() for t in (x, grad))
    dw, db = (distribute_tensor(t.detach(), mesh, [Replicate()]).requires_grad_() for t in (w, b))
    return [t.full_tensor() for t in _second(_ours("silu"), dx, dw, db, dg)]


def _second(function: GroupNorm, x: Any, w: Any, b: Any, grad: Any) -> tuple[Any, ...]:
    first = torch.autograd.grad(function(x, 3, w, b), (x, w), grad, create_graph=True)
    return torch.autograd.grad([f.square().sum() for f in first], (x, w, b, grad))


def refused() -> list[str]:
    """What is said of parameters that are not distributed, of a wrong size, and of groups that do not divide."""
    mesh = mesh_of(dist.get_world_size())
    x, w, _, _ = tensors("image")
    x = distribute_tensor(x, mesh, [Shard(2)])
    messages = []
    for arguments in ((4, w), (3,), (4, distribute_tensor(w[:4].clone(), mesh, [Replicate()]))):
        try:
            tt.nn.functional.group_norm(x, *arguments)
        except tt.TensorTypeError as error:
            messages.append(f"{type(error).__name__}: {error}")
    return messages


# Training: one network, one data set, several ways to spread it.

EXAMPLES = str(Path(__file__).parents[2] / "examples")
STEPS, BATCH = 6, 16


def network() -> torch.nn.Module:
    """The network of the demo."""
    if EXAMPLES not in sys.path:
        sys.path.insert(0, EXAMPLES)
    from network import ResidualNet

    torch.manual_seed(0)
    return ResidualNet("GroupNorm").double()


def batches() -> list[tuple[torch.Tensor, torch.Tensor]]:
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    images = torch.from_numpy(images).reshape(-1, 1, 8, 8) / 16
    return [
        (images[at : at + BATCH], torch.from_numpy(labels[at : at + BATCH])) for at in range(0, STEPS * BATCH, BATCH)
    ]


def trained(net: torch.nn.Module, share: slice = slice(None)) -> list[float]:
    """Train ``net`` on its share of each batch; the losses."""
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    losses = []
    for images, labels in batches():
        loss = torch.nn.functional.cross_entropy(net(images[share]), labels[share])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def _own_share() -> slice:
    return slice(dist.get_rank(), None, dist.get_world_size())


def data_parallel() -> dict[str, torch.Tensor]:
    net = network()
    trained(torch.nn.parallel.DistributedDataParallel(net), _own_share())
    return net.state_dict()


def data_parallel_with_buckets_as_views() -> dict[str, torch.Tensor]:
    net = network()
    trained(
        torch.nn.parallel.DistributedDataParallel(net, gradient_as_bucket_view=True, static_graph=True), _own_share()
    )
    return net.state_dict()


def fully_sharded() -> dict[str, torch.Tensor]:
    from torch.distributed.fsdp import fully_shard

    net = network()
    mesh = mesh_of(dist.get_world_size())
    for module in net.modules():
        if type(module).__name__ in {"Block", "Head"}:
            fully_shard(module, mesh=mesh)
    fully_shard(net, mesh=mesh)
    assert all(isinstance(p, DTensor) for p in net.parameters())
    trained(net, _own_share())
    return {name: value.full_tensor() for name, value in net.state_dict().items()}


def tensor_parallel() -> dict[str, list[torch.Tensor]]:
    """A norm under ``parallelize_module``, its input sharded by channels and by height; output and gradients."""
    from torch.distributed.tensor.parallel import SequenceParallel, parallelize_module

    mesh = mesh_of(dist.get_world_size())
    x, w, b, grad = tensors("image")
    found = {}
    for dim in (0, 1, 2):
        model = norm_model(w, b)
        parallelize_module(model, mesh, {"norm": SequenceParallel(sequence_dim=dim)})
        sharded = distribute_tensor(x, mesh, [Shard(dim)]).requires_grad_()
        output = model(sharded)
        output.backward(distribute_tensor(grad, mesh, [Shard(dim)]))
        tensors_of = [output, sharded.grad, model.norm.weight.grad, model.norm.bias.grad]
        found[str(dim)] = [t.full_tensor().detach() for t in tensors_of]
    return found


def norm_model(w: torch.Tensor, b: torch.Tensor) -> Any:
    model = torch.nn.Sequential()
    model.add_module("norm", tt.nn.GroupNorm(4, 8, activation="silu"))
    model.norm.load_state_dict({"weight": copy.deepcopy(w), "bias": copy.deepcopy(b)})
    return model


SCENARIOS = {
    scenario.__name__: scenario
    for scenario in (
        every_placement,
        traffic_beside_torch,
        pending_sum,
        compiled,
        after_a_plain_call,
        channels_last,
        second_derivatives,
        refused,
        data_parallel,
        data_parallel_with_buckets_as_views,
        fully_sharded,
        tensor_parallel,
    )
}


def scenarios_of(world_size: int) -> dict[str, Callable[[], Any]]:
    """Each process compiles alike: two show what four would."""
    return {name: scenario for name, scenario in SCENARIOS.items() if world_size == 2 or name != "compiled"}
