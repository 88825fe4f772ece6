"""Operations on each element by itself, and on pairs of elements: mathematics, activations, comparisons, arithmetic."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from typed_torch.errors import ArgumentValueError
from typed_torch.shape import require
from typed_torch.shape.broadcasting import beside_unknown, broadcast
from typed_torch.shape.dims import UNKNOWN_SHAPE, Dim, Shape, Unknown, fixed_rank
from typed_torch.shape.promotion import DEFAULT, category, real_of, result_dtype
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.spec import Operand, Spec

__all__ = ["alike", "arithmetic", "comparison", "division", "mathematics"]

_ANYHOW = ("{}", "Tensor.{}", "Tensor.{}_")


def floating(input: Spec, **_: object) -> str | None:
    """The dtype of ``input``, the default dtype for integers."""
    return DEFAULT if input.dtype is not None and category(input.dtype) in ("int", "bool") else input.dtype


def real(input: Spec, **_: object) -> str | None:
    """The dtype of ``input``, of its parts if it is complex."""
    return None if input.dtype is None else real_of(input.dtype)


def of_numbers(input: Spec, **_: object) -> str | None:
    """The dtype of ``input``, int64 for truth values."""
    return "int64" if input.dtype == "bool" else input.dtype


def boolean(**_: object) -> str:
    """``"bool"``."""
    return "bool"


def of_both(input: Operand, other: Operand, **_: object) -> str | None:
    """The promoted dtype of both."""
    return result_dtype(input, other)


def floating_of_both(input: Operand, other: Operand, **_: object) -> str | None:
    """The promoted dtype of both, the default dtype for integers."""
    return floating(Spec(dtype=result_dtype(input, other)))


@rule(
    *named(
        "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh arcsin arccos arctan arcsinh arccosh arctanh "
        "exp exp2 expm1 log log2 log10 log1p sqrt rsqrt reciprocal sigmoid "
        "erf erfc erfinv lgamma digamma deg2rad rad2deg sinc i0 logit",
        *_ANYHOW,
    ),
    *named(
        "expit erf erfc erfinv erfcx gammaln digamma psi exp2 expm1 log1p sinc i0 i0e i1 i1e entr ndtr ndtri log_ndtr "
        "logit airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 modified_bessel_i0 modified_bessel_i1 "
        "modified_bessel_k0 modified_bessel_k1 scaled_modified_bessel_k0 scaled_modified_bessel_k1 "
        "spherical_bessel_j0",
        "special.{}",
    ),
    *named("softsign tanhshrink sigmoid tanh", "nn.functional.{}"),
    *named("Softsign Tanhshrink Sigmoid Tanh", "nn.{}.forward"),
    dtype=floating,
)  # fmt: skip
def mathematics(input: Spec) -> Shape:
    """Compute each element by itself; integers give float32, the default dtype.

    >>> mathematics(Spec((2, 3), "int64")).dtype
    'float32'
    """
    return input.shape


@rule(
    *named("abs absolute", "{}", "Tensor.{}"), *named("real imag", "{}", "Tensor.{}"), "Tensor.__abs__",
    dtype=real,
)  # fmt: skip
def part(input: Spec) -> Shape:
    """Of each element its absolute value or a part; a complex number gives a real one.

    >>> part(Spec((2, 3), "complex64")).dtype
    'float32'
    """
    return input.shape


@rule(
    *named(
        "neg negative positive sign sgn ceil floor trunc fix frac round conj_physical bitwise_not relu nan_to_num",
        *_ANYHOW,
    ),
    "poisson",
    *named("index_put put", *_ANYHOW),
    *named("elu_ celu_ selu_ leaky_relu_ hardtanh_ rrelu_ threshold_", "nn.functional.{}"),
    "Tensor.fill_diagonal_", "threshold", "feature_dropout",
    *named("clone conj resolve_conj resolve_neg detach", "{}", "Tensor.{}"),
    *named("__neg__ __pos__ __invert__ contiguous requires_grad_ pin_memory data grad", "Tensor.{}"),
    *named(
        "zero_ fill_ normal_ uniform_ exponential_ geometric_ cauchy_ log_normal_ random_ bernoulli_", "Tensor.{}"
    ),
    *named(
        "relu relu6 elu selu celu silu gelu mish leaky_relu hardtanh hardswish hardsigmoid hardshrink softshrink "
        "softplus logsigmoid rrelu threshold dropout dropout1d dropout2d dropout3d alpha_dropout "
        "feature_alpha_dropout",
        "nn.functional.{}",
    ),
    *named("selu celu rrelu dropout alpha_dropout feature_alpha_dropout hardshrink", "{}"),
    "nn.functional.relu_", "special.round",
    *named(
        "ReLU ReLU6 ELU SELU CELU SiLU GELU Mish LeakyReLU Hardtanh Hardswish Hardsigmoid Hardshrink Softshrink "
        "Softplus LogSigmoid RReLU Threshold Identity Softmax2d Dropout "
        "Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout LocalResponseNorm",
        "nn.{}.forward",
    ),
    dtype="input",
)  # fmt: skip
def alike(input: Spec) -> Shape:
    """Keep shape and dtype: activations, dropout, rounding, copies.

    >>> str(alike(Spec((2, 3), "int64", "cpu")))
    'int64 cpu (2, 3)'
    """
    return input.shape


@rule(*named("bernoulli", "{}", "Tensor.{}"), dtype="input")
def bernoulli(input: Spec, p: float | Unknown | None = None) -> Shape:
    """Draw 0 or 1 for each element, which is the probability of 1 unless ``p`` is.

    >>> bernoulli(Spec((2, 3))).shape
    (2, 3)
    """
    if p is None:
        require.floating(input=input)
    return input.shape


@rule(*named("isclose", "{}", "Tensor.{}"), dtype=boolean)
def isclose(input: Spec, other: Spec) -> Shape:
    """Whether each element is that of ``other``, of the same dtype, or almost; the two broadcast.

    >>> str(isclose(Spec((2, 3)), Spec((3,))))
    'bool (2, 3)'
    """
    require.same_dtype(input=input, other=other)
    return stretched(input, other)


@rule(*named("isnan isinf isfinite isposinf isneginf isreal signbit logical_not", "{}", "Tensor.{}"), dtype=boolean)
def predicate(input: Spec) -> Shape:
    """Ask something of each element.

    >>> predicate(Spec((2, 3), "float32")).dtype
    'bool'
    """
    return input.shape


def stretched(*operands: Operand) -> Shape:
    """The shape that all tensors among ``operands`` stretch to.

    Raises:
        Refusal: two of them do not broadcast.
    """
    shapes = [operand.shape for operand in operands if isinstance(operand, Spec)]
    known = [shape for shape in shapes if shape != UNKNOWN_SHAPE]
    if not known or any(fixed_rank(shape) is None for shape in known):
        return shapes[0] if len(shapes) == 1 else UNKNOWN_SHAPE
    found = reduce(lambda a, b: broadcast(a, b, argument="other"), known)
    return found if len(known) == len(shapes) else beside_unknown(found)


@rule("Tensor.copy_")
def copied(input: Spec, src: Spec) -> Spec:
    """Write ``src``, of any dtype and on any device, into ``input``, whose shape it stretches to.

    >>> copied(Spec((2, 3)), Spec((3,))).shape
    (2, 3)
    """
    return input.with_shape(stretched(input, src))


@rule(
    *named("eq ne lt le gt ge not_equal less less_equal greater greater_equal", *_ANYHOW),
    *named("logical_and logical_or logical_xor", *_ANYHOW),
    *named("__eq__ __ne__ __lt__ __le__ __gt__ __ge__", "Tensor.{}"),
    dtype=boolean,
)
def comparison(input: Spec, other: Operand) -> Shape:
    """Compare each element with that of ``other``, the two broadcast.

    >>> str(comparison(Spec((2, 3)), Spec((3,))))
    'bool (2, 3)'
    """
    return stretched(input, other)


@rule(
    *named("add sub subtract mul multiply pow remainder fmod floor_divide", "{}", "Tensor.{}", "Tensor.{}_"),
    *named("maximum minimum fmax fmin", "{}", "Tensor.{}"), "rsub",
    *named("gcd lcm hypot nextafter", *_ANYHOW),
    *named("bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift", *_ANYHOW),
    *named("add radd sub rsub mul rmul pow rpow mod rmod floordiv rfloordiv and or xor rand ror rxor", "Tensor.__{}__"),
    *named("iadd isub imul ipow imod ifloordiv iand ior ixor ilshift irshift", "Tensor.__{}__"),
    *named("lshift rshift rlshift rrshift", "Tensor.__{}__"),
    *named("logaddexp logaddexp2", "{}", "Tensor.{}"),
    dtype=of_both,
)  # fmt: skip
def arithmetic(input: Operand, other: Operand) -> Shape:
    """Compute each element with that of ``other``, the two broadcast and their dtypes promoted.

    >>> str(arithmetic(Spec((2, 1), "int64"), Spec((3,), "float16")))
    'float16 (2, 3)'
    """
    return stretched(input, other)


@rule(*named("square", *_ANYHOW), dtype=of_numbers)
def square(input: Spec) -> Shape:
    """Multiply each element by itself.

    >>> square(Spec((2,), "bool")).dtype
    'int64'
    """
    return input.shape


@rule(
    *named("true_divide atan2 arctan2 copysign", *_ANYHOW),
    *named("__truediv__ __rtruediv__ __rdiv__ __itruediv__", "Tensor.{}"),
    *named("xlogy", *_ANYHOW, "special.{}"),
    *named(
        "xlog1py zeta gammainc gammaincc chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v "
        "chebyshev_polynomial_w hermite_polynomial_h hermite_polynomial_he laguerre_polynomial_l "
        "legendre_polynomial_p shifted_chebyshev_polynomial_t shifted_chebyshev_polynomial_u "
        "shifted_chebyshev_polynomial_v shifted_chebyshev_polynomial_w",
        "special.{}",
    ),
    *named("igamma igammac ldexp", "{}", "Tensor.{}"),
    dtype=floating_of_both,
)
def division(input: Spec, other: Operand) -> Shape:
    """Compute each element with that of ``other``; integers give float32, the default dtype.

    >>> str(division(Spec((2, 1), "int64"), 2))
    'float32 (2, 1)'
    """
    return stretched(input, other)


def of_quotient(input: Operand, other: Operand, rounding_mode: str | Unknown | None = None) -> str | None:
    """The promoted dtype of both; without ``rounding_mode`` the default dtype for integers."""
    if isinstance(rounding_mode, Unknown):
        return None
    return floating_of_both(input, other) if rounding_mode is None else of_both(input, other)


@rule(*named("div divide", "{}", "Tensor.{}", "Tensor.{}_"), dtype=of_quotient)
def div(input: Operand, other: Operand, rounding_mode: str | Unknown | None = None) -> Shape:
    """Divide each element by that of ``other``; integers give float32, the default dtype, unless rounded.

    >>> str(div(Spec((2, 3), "int64"), 2))
    'float32 (2, 3)'
    """
    if isinstance(rounding_mode, str) and rounding_mode not in ("floor", "trunc"):
        refuse(
            f"rounding_mode must be None, 'trunc' or 'floor', got {rounding_mode!r}",
            argument="rounding_mode", kind=ArgumentValueError,
        )  # fmt: skip
    return stretched(input, other)


def doubled(input: Operand, other: Operand, **_: object) -> str | None:
    """float64, or complex128 if either is complex."""
    dtype = result_dtype(input, other)
    return None if dtype is None else "complex128" if category(dtype) == "complex" else "float64"


@rule(*named("float_power", "{}", "Tensor.{}"), dtype=doubled)
def float_power(input: Operand, other: Operand) -> Shape:
    """Raise each element to the power of that of ``other``, in float64.

    >>> str(float_power(Spec((2, 3), "int64"), 2))
    'float64 (2, 3)'
    """
    return stretched(input, other)


@rule(*named("multigammaln", "special.{}"), *named("mvlgamma", "{}", "Tensor.{}"), dtype=floating)
def multigammaln(input: Spec, p: Dim) -> Shape:
    """The logarithm of the gamma function of ``p`` dimensions.

    >>> multigammaln(Spec((2, 3), "float32"), 2).shape
    (2, 3)
    """
    return input.shape


@rule(*named("polygamma", "{}", "special.{}"), dtype=floating)
def polygamma(n: Dim, input: Spec) -> Shape:
    """The derivative of order ``n`` of the digamma function of each element.

    >>> polygamma(1, Spec((2, 3), "float32")).shape
    (2, 3)
    """
    return input.shape


@rule(*named("heaviside", *_ANYHOW), dtype="input")
def heaviside(input: Spec, values: Spec) -> Shape:
    """0 below 0, 1 above it, and ``values`` at 0, the two broadcast.

    >>> heaviside(Spec((2, 3)), Spec((3,))).shape
    (2, 3)
    """
    require.same_dtype(input=input, values=values)
    return stretched(input, values)


@rule("isin", dtype=boolean)
def isin(elements: Operand, test_elements: Operand, assume_unique: bool | Unknown = False) -> Shape:
    """Whether each element is one of ``test_elements``.

    >>> str(isin(Spec((2, 3)), Spec((4,))))
    'bool (2, 3)'
    """
    return elements.shape if isinstance(elements, Spec) else ()


@rule(*named("frexp", "{}", "Tensor.{}"))
def frexp(input: Spec) -> tuple[Spec, Spec]:
    """Each element as a fraction and, int32, the power of 2 to multiply it by.

    >>> [str(each) for each in frexp(Spec((2, 3), "float32"))]
    ['float32 (2, 3)', 'int32 (2, 3)']
    """
    require.floating(input=input)
    return input, replace(input, dtype="int32")
