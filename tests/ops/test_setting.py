"""``TYPED_TORCH_FUSED``, and what is loaded when; each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

CALLS = """
import sys, torch
import typed_torch as tt
x = torch.randn(2, 8, 6, 5, requires_grad=True)
w, b = torch.ones(8), torch.zeros(8)
module = tt.nn.GroupNorm(4, 8, activation="silu")
results = [tt.nn.functional.group_norm(x, 4, w, b), module(x), torch.ops.typed_torch.group_norm(x, 4)]
for y in results:
    y.sum().backward()
print(*(type(y.grad_fn).__name__ for y in results))
print("triton" in sys.modules)
"""


def _run(code: str = CALLS, **variables: str) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if k not in ("TYPED_TORCH_FUSED", "TRITON_INTERPRET")}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=inherited | variables, check=False
    )


@pytest.mark.parametrize("variables", [
    {},
    {"TYPED_TORCH_FUSED": "auto", "TRITON_INTERPRET": "1"},
    {"TYPED_TORCH_FUSED": "never", "TRITON_INTERPRET": "1"},
    {"TYPED_TORCH_FUSED": "always"},
], ids=str)  # fmt: skip
def test_the_cpu_has_aten_and_triton_stays_unloaded(variables: dict[str, str]) -> None:
    result = _run(**variables)
    assert result.stderr == ""
    names, has_triton = result.stdout.splitlines()
    assert names == "NativeGroupNormBackward0 SiluBackward0 NativeGroupNormBackward0"
    assert has_triton == "False"


def test_always_with_the_interpreter_runs_the_kernels_everywhere() -> None:
    result = _run(TYPED_TORCH_FUSED="always", TRITON_INTERPRET="1")
    assert result.stderr == ""
    names, has_triton = result.stdout.splitlines()
    assert names.split() == ["GroupNormBackward"] * 3
    assert has_triton == "True"


def test_another_value_is_refused() -> None:
    result = _run("import typed_torch; typed_torch.nn.functional.group_norm", TYPED_TORCH_FUSED="yes")
    assert result.returncode != 0
    assert "ValueError: TYPED_TORCH_FUSED is 'yes': choose one of auto, always, never" in result.stderr


def test_always_without_triton_warns_and_runs_aten() -> None:
    hide = "import importlib.util as u; f = u.find_spec; u.find_spec = lambda n, *a: n != 'triton' and f(n, *a) or None"
    result = _run(hide + CALLS, TYPED_TORCH_FUSED="always", TRITON_INTERPRET="1")
    assert "TensorTypeWarning: TYPED_TORCH_FUSED is 'always', but Triton is not installed" in result.stderr
    assert result.stdout.splitlines()[0].startswith("NativeGroupNormBackward0")
