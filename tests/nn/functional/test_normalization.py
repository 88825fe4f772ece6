"""``group_norm``: values, call forms, and the error for every bad argument."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any, Literal

import pytest
import torch

import typed_torch as tt
from typed_torch.nn.functional import group_norm


def test_the_example_worked_by_hand() -> None:
    x = torch.tensor([[5.0, 4.0, 7.0, 2.0], [1.0, 6.0, 2.0, 3.0], [4.0, 8.0, 1.0, 9.0]])
    expected = torch.tensor([[1.0, -1.0, 1.0, -1.0], [-1.0, 1.0, -1.0, 1.0], [-1.0, 1.0, -1.0, 1.0]])
    torch.testing.assert_close(group_norm(x, 2), expected, atol=1e-3, rtol=0)
    torch.testing.assert_close(group_norm(x.unsqueeze(-1), 2).squeeze(-1), expected, atol=1e-3, rtol=0)

    weight, bias = torch.tensor([1.0, 1.0, 2.0, 0.5]), torch.tensor([0.0, 0.0, 1.0, -1.0])
    affine = torch.tensor([[1.0, -1.0, 3.0, -1.5], [-1.0, 1.0, -1.0, -0.5], [-1.0, 1.0, -1.0, -0.5]])
    torch.testing.assert_close(group_norm(x, 2, weight, bias), affine, atol=1e-3, rtol=0)


X = torch.randn(4, 6, 5, 5)
W = torch.randn(6)
B = torch.randn(6)


@pytest.mark.parametrize(
    ("args", "kwargs", "expected"),
    [
        ((X, 3), {}, (None, None, 1e-5)),
        ((X, 3, W), {}, (W, None, 1e-5)),
        ((X, 3, W, B), {}, (W, B, 1e-5)),
        ((X, 3, None, B, 0.1), {}, (None, B, 0.1)),
        ((X, 3, W, B, 0.1), {}, (W, B, 0.1)),
        ((X, 3, {}), {}, (None, None, 1e-5)),
        ((X, 3, {"eps": 0.1}), {}, (None, None, 0.1)),
        ((X, 3, {"weight": W, "bias": B, "eps": 0.1}), {}, (W, B, 0.1)),
        ((X, 3), {"options": {"weight": W}}, (W, None, 1e-5)),
        ((X, 3), {"options": None}, (None, None, 1e-5)),
        ((X, 3, W, None, 1e-5, {"activation": None}), {}, (W, None, 1e-5)),
        ((X, 3, W), {"options": {"bias": B}}, (W, B, 1e-5)),
        ((X, 3), {"weight": W, "bias": B, "eps": 0.1}, (W, B, 0.1)),
        ((X,), {"num_groups": 3, "bias": B}, (None, B, 1e-5)),
        ((), {"input": X, "num_groups": 3, "eps": 1}, (None, None, 1.0)),
    ],
)
def test_every_call_form_is_the_same_operation(
    args: tuple[Any, ...], kwargs: dict[str, Any], expected: tuple[Any, Any, float]
) -> None:
    plain = torch.nn.functional.group_norm(X, 3, *expected)
    torch.testing.assert_close(group_norm(*args, **kwargs), plain)
    with_silu = {**kwargs, "activation": "silu"}
    if "activation" not in (args[5] if len(args) > 5 else {}):
        torch.testing.assert_close(group_norm(*args, **with_silu), torch.nn.functional.silu(plain))


def test_activation_is_an_option_too() -> None:
    expected = torch.nn.functional.silu(torch.nn.functional.group_norm(X, 3))
    torch.testing.assert_close(group_norm(X, 3, {"activation": "silu"}), expected)


@pytest.mark.parametrize("activation", [None, "silu"])
def test_options_are_left_as_they_were(activation: str | None) -> None:
    options = {"weight": W, "eps": 0.1, "activation": activation}
    before = dict(options)
    group_norm(X, 3, options)
    assert options == before


ROW = "  input        float32 cpu (4, 6, 5, 5)"


@pytest.mark.parametrize(
    ("args", "kwargs", "kind", "argument", "message"),
    [
        (
            (X, 4),
            {},
            tt.ShapeError,
            "num_groups",
            f"num_channels (6) is not divisible by num_groups (4)\n{ROW}\n  num_groups   4: choose one of 1, 2, 3, 6",
        ),
        (
            (torch.ones(6), 2),
            {},
            tt.ShapeError,
            "input",
            "input must have at least 2 dimensions (N, C, *), got 1\n  input        float32 cpu (6,)",
        ),
        (
            (torch.ones(()), 1),
            {},
            tt.ShapeError,
            "input",
            "input must have at least 2 dimensions (N, C, *), got 0\n  input        float32 cpu ()",
        ),
        ((X, 0), {}, tt.ShapeError, "num_groups", f"num_groups must be positive, got 0\n{ROW}\n  num_groups   0"),
        ((X, -3), {}, tt.ShapeError, "num_groups", f"num_groups must be positive, got -3\n{ROW}\n  num_groups   -3"),
        (
            (X, True),
            {},
            tt.ArgumentTypeError,
            "num_groups",
            f"num_groups must be an int, got bool (True)\n{ROW}\n  num_groups   True",
        ),
        ((X, 3.0), {}, tt.ArgumentTypeError, "num_groups", "num_groups must be an int, got float (3.0)"),
        ((X, "3"), {}, tt.ArgumentTypeError, "num_groups", "num_groups must be an int, got str ('3')"),
        ((X, None), {}, tt.ArgumentTypeError, "num_groups", "num_groups must be an int, got NoneType"),
        (([1.0], 3), {}, tt.ArgumentTypeError, "input", "input must be a Tensor, got list"),
        ((None, 3), {}, tt.ArgumentTypeError, "input", "input must be a Tensor, got NoneType"),
        (
            (X.long(), 3),
            {},
            tt.DTypeError,
            "input",
            "input must be floating point, got int64\n"
            "  input        int64 cpu (4, 6, 5, 5): convert it first, such as input.float()",
        ),
        (
            (X.to(torch.complex64), 3),
            {},
            tt.DTypeError,
            "input",
            "input must be floating point, got complex64\n"
            "  input        complex64 cpu (4, 6, 5, 5): convert it first, such as input.float()",
        ),
        (
            (X, 3, W[:5]),
            {},
            tt.ShapeError,
            "weight",
            "weight must have shape (6,), one value per channel of input, got (5,)\n"
            f"{ROW}\n  weight       float32 cpu (5,)",
        ),
        (
            (X, 3, W[None]),
            {},
            tt.ShapeError,
            "weight",
            "weight must have shape (6,), one value per channel of input, got (1, 6)\n"
            f"{ROW}\n  weight       float32 cpu (1, 6)",
        ),
        (
            (X, 3, None, B[:1]),
            {},
            tt.ShapeError,
            "bias",
            "bias must have shape (6,), one value per channel of input, got (1,)\n"
            f"{ROW}\n  bias         float32 cpu (1,)",
        ),
        (
            (X, 3, W.double()),
            {},
            tt.DTypeError,
            "weight",
            "weight must be float32 like input, got float64\n"
            f"{ROW}\n  weight       float64 cpu (6,): convert it with weight.to(input.dtype)",
        ),
        (
            (X.half(), 3, W.bfloat16()),
            {},
            tt.DTypeError,
            "weight",
            "weight must be float16 like input, or float32, got bfloat16\n"
            "  input        float16 cpu (4, 6, 5, 5)\n"
            "  weight       bfloat16 cpu (6,): convert it with weight.to(input.dtype)",
        ),
        (
            (X.half(), 3, W, B.half()),
            {},
            tt.DTypeError,
            "bias",
            "bias must be float32 like weight, got float16\n"
            "  input        float16 cpu (4, 6, 5, 5)\n"
            "  bias         float16 cpu (6,): convert it with bias.to(weight.dtype)",
        ),
        (
            (X, 3, W, B.to("meta")),
            {},
            tt.DeviceError,
            "bias",
            "bias must be on cpu like input, got meta\n"
            f"{ROW}\n  bias         float32 meta (6,): move it with bias.to(input.device)",
        ),
        ((X, 3, [1.0] * 6), {}, tt.ArgumentTypeError, "weight", "weight must be a Tensor or None, got list"),
        ((X, 3, W, 0.0), {}, tt.ArgumentTypeError, "bias", "bias must be a Tensor or None, got float (0.0)"),
        (
            (X, 3, W, B, -1e-5),
            {},
            tt.ArgumentValueError,
            "eps",
            f"eps must be finite and not negative, got -1e-05\n{ROW}\n  eps          -1e-05",
        ),
        (
            (X, 3),
            {"eps": math.nan},
            tt.ArgumentValueError,
            "eps",
            f"eps must be finite and not negative, got nan\n{ROW}\n  eps          nan",
        ),
        (
            (X, 3),
            {"eps": math.inf},
            tt.ArgumentValueError,
            "eps",
            f"eps must be finite and not negative, got inf\n{ROW}\n  eps          inf",
        ),
        (
            (X, 3),
            {"eps": True},
            tt.ArgumentTypeError,
            "eps",
            f"eps must be a float, got bool (True)\n{ROW}\n  eps          True",
        ),
        ((X, 3), {"eps": "1e-5"}, tt.ArgumentTypeError, "eps", "eps must be a float, got str ('1e-5')"),
        (
            (X, 3),
            {"activation": "gelu"},
            tt.ArgumentValueError,
            "activation",
            f"activation must be 'silu' or None, got 'gelu'\n{ROW}\n  activation   'gelu'",
        ),
        (
            (X, 3),
            {"activation": 1},
            tt.ArgumentTypeError,
            "activation",
            "activation must be a str or None, got int (1)",
        ),
        ((X, 3, {"wieght": W}), {}, tt.ArgumentTypeError, "options", "options has no 'wieght': did you mean 'weight'?"),
        (
            (X, 3),
            {"options": {"momentum": 1}},
            tt.ArgumentTypeError,
            "options",
            "options has no 'momentum': choose from weight, bias, eps, activation",
        ),
        ((X, 3), {"options": [W]}, tt.ArgumentTypeError, "options", "options must be a dict of options, got list"),
        (
            (X, 3, W, None, 1e-5, {"weight": W}),
            {},
            tt.ArgumentTypeError,
            "weight",
            "weight is given twice, as an argument and in options",
        ),
        (
            (X, 3, W, B, 1e-5, {"eps": 1e-5}),
            {},
            tt.ArgumentTypeError,
            "eps",
            "eps is given twice, as an argument and in options",
        ),
        (
            (X, 3, {"activation": "silu"}),
            {"activation": "silu"},
            tt.ArgumentTypeError,
            "activation",
            "activation is given twice, as an argument and in options",
        ),
        (
            (torch.ones(1, 6), 6),
            {},
            tt.ShapeError,
            "num_groups",
            "input must have more than 1 value per group, got 1 sample of 1-element groups\n"
            "  input        float32 cpu (1, 6)\n"
            "  num_groups   6: use fewer groups; the output would be only the bias",
        ),
    ],
)
def test_a_bad_argument_raises_the_designed_error_each_time(
    args: tuple[Any, ...], kwargs: dict[str, Any], kind: type[tt.TensorTypeError], argument: str, message: str
) -> None:
    before = [value.clone() if isinstance(value, torch.Tensor) else value for value in args]
    for _ in range(2):
        with pytest.raises(kind) as caught:
            group_norm(*args, **kwargs)
        assert str(caught.value) == f"group_norm: {message}"
        assert (caught.value.operation, caught.value.argument) == ("group_norm", argument)
    torch.testing.assert_close(
        [v for v in before if isinstance(v, torch.Tensor)], [v for v in args if isinstance(v, torch.Tensor)]
    )


def test_a_good_call_does_not_open_the_door_to_a_bad_one_that_looks_equal() -> None:
    group_norm(X, 1)
    group_norm(X, 1, eps=1.0)
    for num_groups, eps in ((True, 1e-5), (1.0, 1e-5), (1, True)):
        with pytest.raises(tt.ArgumentTypeError):
            group_norm(X, num_groups, eps=eps)


def test_an_unknown_keyword_is_python_own_error() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'wieght'"):
        group_norm(X, 3, wieght=W)


def test_integers_of_other_libraries_are_integers() -> None:
    numpy = pytest.importorskip("numpy")
    torch.testing.assert_close(group_norm(X, numpy.int64(3), eps=numpy.float64(0.5)), group_norm(X, 3, eps=0.5))


def test_one_element_groups_warn_once_in_a_process_at_the_line_of_the_caller() -> None:
    code = """
import warnings, torch
from typed_torch.nn import GroupNorm
from typed_torch.nn.functional import group_norm
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    GroupNorm(6, 6)(torch.ones(2, 6))
    group_norm(torch.ones(2, 6), 6)
    group_norm(torch.ones(3, 6), 6)
print([(w.category.__name__, str(w.message), w.lineno, w.filename) for w in caught])
"""
    output = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    message = "group_norm: every group holds 1 element, so the output is only the bias; use fewer groups"
    assert output.strip() == str([("TensorTypeWarning", message, 7, "<string>")])


def test_the_warning_points_at_a_library_whose_name_only_begins_like_torch() -> None:
    code = """
import pathlib, warnings, torch
path = str(pathlib.Path(torch.__file__).parent) + "vision/ops.py"
call = compile("from typed_torch.nn.functional import group_norm; group_norm(torch.ones(2, 6), 6)", path, "exec")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    exec(call)
print(caught[0].filename == path)
"""
    output = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert output.strip() == "True"


@pytest.mark.parametrize("shape", [(0, 6, 5), (4, 6, 0), (4, 0, 5), (0, 6), (4, 0), (0, 0), (0, 6, 0, 3)])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("activation", [None, "silu"])
def test_of_no_elements_it_makes_none_and_gradients_of_zero(
    shape: tuple[int, ...], dtype: torch.dtype, activation: Literal["silu"] | None
) -> None:
    """In every version of torch; its own refuses no channels or no pixels from 2.15 on."""
    x = torch.ones(shape, dtype=dtype, requires_grad=True)
    w, b = torch.ones(2, shape[1])
    for parameters in ((), (w,), (w, b), (None, b)):
        leaves = [None if p is None else p.clone().requires_grad_() for p in parameters]
        y = group_norm(x, 3, *leaves, activation=activation)
        assert (y.shape, y.dtype, y.numel()) == (shape, dtype, 0)
        for tensor in (x, *(leaf for leaf in leaves if leaf is not None)):
            gradient = torch.autograd.grad(y.sum(), tensor, retain_graph=True)[0]
            torch.testing.assert_close(gradient, torch.zeros_like(tensor))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("shape", [(4, 6), (4, 6, 5), (2, 6, 3, 4), (2, 6, 2, 3, 2)])
def test_a_bias_without_a_weight_trains(shape: tuple[int, ...], dtype: torch.dtype) -> None:
    x = torch.randn(shape, dtype=dtype, requires_grad=True)
    bias = torch.randn(6, dtype=dtype, requires_grad=True)
    output = group_norm(x, 2, bias=bias)
    torch.testing.assert_close(output, torch.nn.functional.group_norm(x, 2, bias=bias))
    grad = torch.randn_like(output)
    output.backward(grad)
    torch.testing.assert_close(bias.grad, grad.sum([d for d in range(len(shape)) if d != 1]))
    reference = torch.autograd.grad(torch.nn.functional.group_norm(x, 2), x, grad)[0]
    torch.testing.assert_close(x.grad, reference)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("parameters", ["none", "same", "float32"])
@pytest.mark.parametrize("activation", [None, "silu"])
def test_half_precision_keeps_its_dtype(dtype: torch.dtype, parameters: str, activation: str | None) -> None:
    x = X.to(dtype)
    like = {"none": None, "same": dtype, "float32": torch.float32}[parameters]
    w, b = (None, None) if like is None else (W.to(like), B.to(like))
    output = group_norm(x, 3, w, b, activation=activation)
    assert output.dtype is dtype
    exact = torch.nn.functional.group_norm(x.double(), 3, *(p if p is None else p.double() for p in (w, b)))
    exact = exact if activation is None else torch.nn.functional.silu(exact)
    tolerance = 8 * torch.finfo(dtype).eps
    torch.testing.assert_close(output.double(), exact, atol=tolerance, rtol=tolerance)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
@pytest.mark.parametrize("activation", [None, "silu"])
def test_autocast_keeps_dtype(dtype: torch.dtype, activation: str | None) -> None:
    x = X.to(dtype)
    with torch.autocast("cpu", torch.bfloat16):
        output = group_norm(x, 3, W, B, activation=activation)
    assert output.dtype is dtype
    torch.testing.assert_close(output, group_norm(x, 3, W, B, activation=activation))


@pytest.mark.parametrize(
    ("shape", "memory_format"),
    [
        ((4, 6, 5, 5), torch.channels_last),
        ((4, 6, 5, 5, 2), torch.channels_last_3d),
        ((4, 6, 5), torch.contiguous_format),
    ],
)
@pytest.mark.parametrize("device", ["cpu", "meta"])
@pytest.mark.parametrize("activation", [None, "silu"])
@pytest.mark.parametrize("bias_only", [False, True])
def test_memory_format_is_kept(
    shape: tuple[int, ...], memory_format: torch.memory_format, device: str, activation: str | None, bias_only: bool
) -> None:
    x = torch.randn(shape, device=device).contiguous(memory_format=memory_format)
    bias = torch.ones(6, device=device) if bias_only else None
    output = group_norm(x, 3, bias=bias, activation=activation)
    assert output.is_contiguous(memory_format=memory_format)
    assert output.stride() == x.stride()
