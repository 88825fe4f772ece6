"""Which kinds of numbers operations take, where that is not all of them: those that torch refuses on every device."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from typed_torch.shape.promotion import category, of_number, result_dtype
from typed_torch.shape.spec import Spec

__all__ = ["Unaccepted", "unaccepted"]

_REAL: Final = ("bool", "int", "float")
_NUMBERS: Final = ("int", "float", "complex")
_INEXACT: Final = ("float", "complex")

_OF_INPUT: Final[Mapping[tuple[str, ...], str]] = {
    ("float",): """
        AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d BCELoss BCEWithLogitsLoss CELU CrossEntropyLoss ELU
        GELU GLU Hardshrink Hardsigmoid Hardswish HuberLoss KLDivLoss LayerNorm LeakyReLU LogSigmoid LogSoftmax
        MaxPool1d Mish MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss NLLLoss PReLU RReLU SELU
        Softmax Softmax2d Softmin Softplus Softshrink adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d
        batch_norm binary_cross_entropy binary_cross_entropy_with_logits cauchy celu cross_entropy elu
        exponential frac gelu glu gumbel_softmax hardshrink hardsigmoid hardswish huber_loss instance_norm kl_div
        layer_norm leaky_relu log_normal log_softmax logsigmoid max_pool1d mish multi_margin_loss
        multilabel_margin_loss multilabel_soft_margin_loss nanquantile nll_loss pdist poisson quantile rrelu selu
        softmax softmin softplus softshrink
    """,
    ("int", "float"): """
        AvgPool1d AvgPool2d AvgPool3d Hardtanh LocalResponseNorm MaxPool2d MaxPool3d ReLU ReLU6 Threshold argmax
        argmin avg_pool1d avg_pool2d avg_pool3d ceil fix floor hardtanh histc kthvalue local_response_norm
        max_pool1d_with_indices max_pool2d max_pool2d_with_indices max_pool3d max_pool3d_with_indices median
        multigammaln mvlgamma nanmedian relu relu6 round threshold topk trunc
    """,
    _INEXACT: """
        AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d RMSNorm SiLU SoftMarginLoss adaptive_avg_pool1d
        adaptive_avg_pool2d adaptive_avg_pool3d lerp logcumsumexp normal normalize rand_like randn_like renorm
        rms_norm silu soft_margin_loss std std_mean uniform var var_mean
    """,
    ("complex",): "imag",
    ("int",): "bincount",
    ("bool", "int"): "bitwise_not invert",
    _NUMBERS: """
        Tanhshrink addbmm addmm addmv baddbmm bmm conv1d conv2d conv3d conv_transpose1d conv_transpose2d
        conv_transpose3d corrcoef cov cross dot inner linear matmul mm mv neg negative pos positive rmatmul
        tanhshrink tensordot trace vdot
    """,
    _REAL: """
        LPPool1d LPPool2d LPPool3d airy_ai amax amin aminmax argsort bessel_j0 bessel_j1 bessel_y0
        bessel_y1 clamp clamp_max clamp_min clip cummax cummin deg2rad digamma entr erf erfc erfcx erfinv gammaln
        heaviside i0 i0e i1 i1e ihfft ihfft2 ihfftn isneginf isposinf lgamma log_ndtr logit lp_pool1d lp_pool2d
        lp_pool3d max min mode modified_bessel_i0 modified_bessel_i1 modified_bessel_k0 modified_bessel_k1 msort
        ndtr ndtri psi rad2deg rfft rfft2 rfftn scaled_modified_bessel_k0 scaled_modified_bessel_k1 sign signbit
        sort spherical_bessel_j0 unique unique_consecutive
    """,
}  # fmt: skip
_OF_BOTH: Final[Mapping[tuple[str, ...], str]] = {
    ("float",): """
        MSELoss SmoothL1Loss gammainc gammaincc hypot igamma igammac logaddexp2 mse_loss nextafter smooth_l1_loss
    """,
    ("int", "float"): "floor_divide floordiv fmod ifloordiv imod mod remainder rfloordiv rmod",
    _INEXACT: "logaddexp",
    ("int",): """
        bitwise_left_shift bitwise_right_shift gcd ilshift irshift lcm lshift rlshift rrshift rshift
    """,
    ("bool", "int"): "and bitwise_and bitwise_or bitwise_xor iand ior ixor or rand ror rxor xor",
    _REAL: """
        arctan2 atan2 chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w
        copysign fmax fmin ge greater greater_equal gt hermite_polynomial_h hermite_polynomial_he
        laguerre_polynomial_l le legendre_polynomial_p less less_equal lt maximum minimum
        shifted_chebyshev_polynomial_t shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v
        shifted_chebyshev_polynomial_w xlog1py xlogy zeta
    """,
}  # fmt: skip
_OF_OTHER: Final[Mapping[tuple[str, ...], str]] = {
    ("float",): "BCELoss KLDivLoss binary_cross_entropy kl_div",
    ("int",): "MultiLabelMarginLoss MultiMarginLoss multi_margin_loss multilabel_margin_loss",
    _INEXACT: "BCEWithLogitsLoss binary_cross_entropy_with_logits",
    _NUMBERS: "MultiLabelSoftMarginLoss multilabel_soft_margin_loss",
}
_OF_EACH: Final[Mapping[tuple[str, ...], str]] = {_NUMBERS: "L1Loss isub l1_loss rsub sub subtract"}


def _by_name(table: Mapping[tuple[str, ...], str]) -> dict[str, tuple[str, ...]]:
    return {name: kinds for kinds, names in table.items() for name in names.split()}


_INPUT, _OTHER, _BOTH, _EACH = map(_by_name, (_OF_INPUT, _OF_OTHER, _OF_BOTH, _OF_EACH))
_WORDS: Final = {"bool": "bool", "int": "integer", "float": "floating point", "complex": "complex"}


class Unaccepted(NamedTuple):
    """An argument of a kind that an operation does not take.

    Attributes:
        argument: its name.
        expected: the kinds that the operation takes.
        dtype: what it is, or what it is promoted to.
        way_out: what to do about it.
    """

    argument: str
    expected: str
    dtype: str
    way_out: str


def unaccepted(operation: str, arguments: Mapping[str, Any]) -> Unaccepted | None:
    """The first argument of a kind that ``operation`` does not take, if there is one.

    >>> unaccepted("gelu", {"input": Spec((2, 3), "int64")}).expected
    'floating point'
    """
    name = operation if operation in _INPUT else operation.rstrip("_")
    for kinds, argument, dtype in _asked(name, arguments):
        if dtype is not None and category(dtype) not in kinds:
            *most, last = (_WORDS[kind] for kind in kinds)
            expected = f"{', '.join(most)} or {last}" if most else last
            return Unaccepted(argument, expected, dtype, _way_out(name, argument, dtype, kinds))
    return None


def _way_out(name: str, argument: str, dtype: str, kinds: tuple[str, ...]) -> str:
    if dtype == "bool" and (name in _EACH or name in ("neg", "negative")):
        return "invert a mask with ~"
    is_exact = "float" in kinds and category(dtype) in ("bool", "int")
    return f"convert it first, such as {argument}.float()" if is_exact else ""


def _asked(name: str, arguments: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str, str | None]]:
    """What is asked of the dtypes of arguments: the kinds that one may be of, its name, the dtype."""
    second = "target" if "target" in arguments else "other"
    input, other = arguments.get("input"), arguments.get(second)
    if name in _INPUT and isinstance(input, Spec) and arguments.get("dtype") is None:
        yield _INPUT[name], "input", input.dtype
    if second not in arguments:
        return
    if name in _OTHER:
        yield _OTHER[name], second, _dtype_of(other)
    if name in _BOTH:
        yield _BOTH[name], second, result_dtype(input, other)
    if name in _EACH:
        yield _EACH[name], "input", _dtype_of(input)
        yield _EACH[name], second, _dtype_of(other)


def _dtype_of(value: Any) -> str | None:
    return value.dtype if isinstance(value, Spec) else of_number(value)
