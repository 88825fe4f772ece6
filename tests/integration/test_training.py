"""The modes of training and inference: mixed precision, memory formats, determinism, threads, and memory over time."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
import torch

import typed_torch as tt
from typed_torch.nn.functional import group_norm

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("everywhere")]


def _model(norm: Callable[..., torch.nn.Module]) -> torch.nn.Sequential:
    torch.manual_seed(0)
    return torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3), norm(4, 8), torch.nn.SiLU(), torch.nn.Conv2d(8, 4, 3), norm(2, 4), torch.nn.Flatten()
    )


def _steps(model: torch.nn.Module, dtype: torch.dtype, device: str) -> list[float]:
    """Losses of some steps under autocast, with gradients scaled."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler(device, init_scale=2.0**10)
    losses = []
    for step in range(4):
        x = torch.randn(4, 3, 8, 8, generator=torch.Generator(device).manual_seed(step), device=device)
        optimizer.zero_grad()
        with torch.autocast(device, dtype):
            output = model(x)
        loss = output.float().square().mean() + output[:, 0].float().mean()
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        losses.append(loss.item())
    return losses


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_mixed_precision_trains_as_torch_does(dtype: torch.dtype, everywhere: str) -> None:
    ours, theirs = _model(tt.nn.GroupNorm), _model(torch.nn.GroupNorm)
    losses = _steps(ours, dtype, everywhere)
    assert losses[-1] < losses[0]
    torch.testing.assert_close(losses, _steps(theirs, dtype, everywhere), rtol=2e-2, atol=2e-2)
    for p in ours.parameters():
        assert p.dtype is torch.float32
        assert p.grad is not None
        assert p.grad.isfinite().all()


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("activation", [None, "silu"])
def test_autocast_keeps_the_dtype_of_the_input_and_computes_in_float32(
    dtype: torch.dtype, activation: Any, everywhere: str
) -> None:
    module = tt.nn.GroupNorm(2, 6, activation=activation)
    x = torch.randn(2, 6, 9)
    with torch.autocast(everywhere, dtype):
        whole, half = module(x), module(x.to(dtype))
    assert (whole.dtype, half.dtype) == (torch.float32, dtype)
    torch.testing.assert_close(whole, module(x))
    exact = module.double()(x.to(dtype).double())
    torch.testing.assert_close(half.double(), exact, rtol=0, atol=2 * torch.finfo(dtype).eps * exact.abs().max().item())


@pytest.mark.parametrize("activation", [None, "silu"])
@pytest.mark.parametrize("dims", [2, 3])
def test_channels_last_stays_so_forward_and_backward(dims: int, activation: Any) -> None:
    memory_format = torch.channels_last if dims == 2 else torch.channels_last_3d
    norm = tt.nn.GroupNorm(2, 6, activation=activation)
    x = torch.randn(2, 6, *[5] * dims)
    y = x.contiguous(memory_format=memory_format).requires_grad_()
    x.requires_grad_()
    grad = torch.randn_like(x)
    norm(x).backward(grad)
    expected = norm.weight.grad
    norm.weight.grad = None
    output = norm(y)
    output.backward(grad.contiguous(memory_format=memory_format))
    assert output.is_contiguous(memory_format=memory_format)
    assert y.grad is not None
    assert y.grad.is_contiguous(memory_format=memory_format)
    torch.testing.assert_close(output, norm(x))
    torch.testing.assert_close(y.grad, x.grad)
    torch.testing.assert_close(norm.weight.grad, expected)


@pytest.mark.parametrize("activation", [None, "silu"])
def test_inference_mode_gives_the_same_numbers(activation: Any) -> None:
    norm = tt.nn.GroupNorm(2, 6, activation=activation)
    x = torch.randn(2, 6, 9)
    with torch.inference_mode():
        output = norm(x)
        assert output.is_inference()
        torch.testing.assert_close(norm(output * 1), norm(output.clone()))
        torch.testing.assert_close(tt.ops.group_norm(x, 2, activation=activation), output)
    torch.testing.assert_close(output.clone(), norm(x))


def test_deterministic_mode_gives_the_same_bits_each_time() -> None:
    norm = tt.nn.GroupNorm(4, 32, activation="silu")
    x = torch.randn(4, 32, 33, 31, requires_grad=True)
    torch.use_deterministic_algorithms(True)
    try:
        runs = []
        for _ in range(3):
            norm.zero_grad()
            (grad,) = torch.autograd.grad((output := norm(x)).square().sum(), x, retain_graph=True)
            output.square().sum().backward()
            runs.append((output.detach().clone(), grad, norm.weight.grad.clone()))
    finally:
        torch.use_deterministic_algorithms(False)
    for run in runs[1:]:
        assert all(torch.equal(a, b) for a, b in zip(run, runs[0], strict=True))


def test_threads_validate_and_differentiate_at_once() -> None:
    norm = tt.nn.GroupNorm(2, 6, activation="silu")
    expected = {}
    for size in range(3, 40):
        x = torch.full((2, 6, size), 2.0)
        x[:, ::2] = size
        expected[size] = (x, norm(x).detach())
    problems: list[object] = []
    start = threading.Barrier(8)

    def work(turn: int) -> None:
        start.wait()
        for round in range(5):
            for size, (x, y) in expected.items():
                z = x.clone().requires_grad_()
                output = norm(z)
                output.sum().backward()
                if z.grad is None or not torch.allclose(output, y, atol=1e-5):
                    problems.append((turn, round, size))
                try:
                    group_norm(x, 4)
                    problems.append("accepted")
                except tt.ShapeError as error:
                    if f"(2, 6, {size})" not in str(error):
                        problems.append(str(error))

    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


CALLS = """
import contextlib, gc, resource, sys, tracemalloc
from pathlib import Path
import torch
import typed_torch as tt
from typed_torch.nn.functional import group_norm

torch.set_default_device(sys.argv[1])
norm, w = tt.nn.GroupNorm(2, 6), torch.ones(6)
x = torch.randn(2, 6, 32, requires_grad=True)

def calls(count):
    for _ in range(count):
        norm(x).sum().backward()
        group_norm(x, 2, {"weight": w, "activation": "silu"})
        with contextlib.suppress(tt.ShapeError):
            group_norm(x, 4)
        x.grad = None
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    return tracemalloc.get_traced_memory()[0], len(gc.get_objects()), resident

tracemalloc.start()
before = calls(500)
after = calls(10_000)
print(*(b - a for a, b in zip(before, after, strict=True)))
"""


def test_memory_does_not_grow_over_10000_calls(everywhere: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In a process of its own, which nothing else fills or empties."""
    printed = subprocess.run([sys.executable, "-c", CALLS, everywhere], check=True, capture_output=True, text=True)
    held, objects, resident = map(int, printed.stdout.split())
    with capsys.disabled():
        print(f"\nmore after 10,000 calls: {held} bytes and {objects} objects of Python, ", end="")
        print(f"{resident} bytes of the process", end="")
    # A tensor kept from each call would be 15 MB, a dict 2 MB.
    assert held < 64 << 10
    assert objects < 100
    assert resident < 4 << 20
