"""Fourier transforms and the windows that go with them."""

from __future__ import annotations

from typing import Any

from typed_torch.shape import require
from typed_torch.shape.axes import axes_of, axis_of, known, rank_of
from typed_torch.shape.creation import new
from typed_torch.shape.decompositions import complex_like
from typed_torch.shape.dims import Dim, Shape, Unknown, is_known
from typed_torch.shape.elementwise import as_input
from typed_torch.shape.promotion import category, complex_of, real_of
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.spec import Name, Sizes, Spec


def real_like(input: Spec, **_: object) -> str | None:
    """The dtype of the parts of ``input``, the default dtype for integers."""
    return None if input.dtype is None else real_of(complex_of(input.dtype))


def _real_input(input: Spec) -> None:
    if input.dtype is not None and category(input.dtype) == "complex":
        refuse(f"input must be real, got {input.dtype}", argument="input")


def _resized(input: Spec, axis: int, size: Any) -> Shape:
    return (*input.shape[:axis], size, *input.shape[axis + 1 :])


def _length(n: Any, otherwise: Any, argument: str) -> Any:
    """The number of points of a transform."""
    if n is None or (is_known(n) and n == -1 and argument == "s"):
        n = otherwise
    if is_known(n) and n < 1:
        refuse(f"{argument} must ask for 1 point or more, got {n}", argument=argument)
    return n


def _line(input: Spec, dim: Any) -> int:
    if rank_of(input) == 0:
        refuse("input must have at least 1 dimension, got 0", argument="input")
    return axis_of(rank_of(input), dim)


@rule(*named("fft ifft", "fft.{}"), dtype=complex_like)
def fft(input: Spec, n: Dim | None = None, dim: Dim = -1, norm: Name = None) -> Shape:
    """Transform along ``dim``, which is cut or padded to ``n`` points; complex.

    >>> str(fft(Spec((2, 8), "float32"), 16))
    'complex64 (2, 16)'
    """
    axis = _line(input, dim)
    return _resized(input, axis, _length(n, input.shape[axis], "n"))


@rule(*named("rfft ihfft", "fft.{}"), dtype=complex_like)
def rfft(input: Spec, n: Dim | None = None, dim: Dim = -1, norm: Name = None) -> Shape:
    """Transform real numbers along ``dim``, of ``n`` points, into the ``n // 2 + 1`` that tell all; complex.

    >>> str(rfft(Spec((2, 8), "float32")))
    'complex64 (2, 5)'
    """
    _real_input(input)
    axis = _line(input, dim)
    return _resized(input, axis, _length(n, input.shape[axis], "n") // 2 + 1)


@rule(*named("irfft hfft", "fft.{}"), dtype=real_like)
def irfft(input: Spec, n: Dim | None = None, dim: Dim = -1, norm: Name = None) -> Shape:
    """Transform ``m`` complex numbers along ``dim`` into ``n`` real ones, ``2 * (m - 1)`` if not given.

    >>> str(irfft(Spec((2, 5), "complex64")))
    'float32 (2, 8)'
    """
    axis = _line(input, dim)
    size: Any = input.shape[axis]
    return _resized(input, axis, _length(n, 2 * (size - 1), "n"))


def _planes(input: Spec, s: Any, dim: Any) -> tuple[list[int], list[Any]]:
    """The dimensions that are transformed, and what each is cut or padded to."""
    known(s, dim)
    rank = rank_of(input)
    if dim is None and s is not None:
        if len(s) > rank:
            refuse(f"s must name at most {rank} sizes, got {len(s)}", argument="s")
        axes = list(range(rank - len(s), rank))
    elif isinstance(dim, (list, tuple)) and not dim:
        axes = []
    else:
        axes = list(axes_of(input, dim))
    if axes and not rank:
        refuse("input must have at least 1 dimension, got 0", argument="input")
    if s is not None and len(s) != len(axes):
        refuse(f"s must name as many sizes as dim, got {len(s)} and {len(axes)}", argument="s")
    return axes, [None] * len(axes) if s is None else list(s)


def _over(input: Spec, axes: list[int], sizes: list[Any]) -> list[Any]:
    shape = list(input.shape)
    for axis, size in zip(axes, sizes, strict=True):
        shape[axis] = _length(size, shape[axis], "s")
    return shape


def _last(axes: list[int]) -> int:
    if not axes:
        refuse("dim must name at least one dimension", argument="dim")
    return axes[-1]


def _of_complex(input: Spec, s: Any, dim: Any) -> Shape:
    axes, sizes = _planes(input, s, dim)
    return tuple(_over(input, axes, sizes))


def _of_real(input: Spec, s: Any, dim: Any) -> Shape:
    """As many in the last dimension as tell all."""
    axes, sizes = _planes(input, s, dim)
    last = _last(axes)
    _real_input(input)
    shape = _over(input, axes, sizes)
    return (*shape[:last], shape[last] // 2 + 1, *shape[last + 1 :])


def _to_real(input: Spec, s: Any, dim: Any) -> Shape:
    """As many in the last dimension as are asked for, else as many as those that tell all came from."""
    axes, sizes = _planes(input, s, dim)
    given, found = sizes[-1] if sizes else None, input.shape[_last(axes)]
    is_given = given is not None and not (is_known(given) and given == -1)
    wanted = given if is_given else 2 * (found - 1)  # type: ignore[operator]
    return tuple(_over(input, axes, [*sizes[:-1], wanted]))


@rule(*named("fftn ifftn", "fft.{}"), dtype=complex_like)
def fftn(input: Spec, s: Sizes | None = None, dim: Dim | Sizes | None = None, norm: Name = None) -> Shape:
    """Transform over several dimensions, cut or padded to the sizes ``s``; complex.

    >>> fftn(Spec((2, 8, 8)), dim=(1, 2)).shape
    (2, 8, 8)
    """
    return _of_complex(input, s, dim)


@rule(*named("fft2 ifft2", "fft.{}"), dtype=complex_like)
def fft2(input: Spec, s: Sizes | None = None, dim: Dim | Sizes = (-2, -1), norm: Name = None) -> Shape:
    """Transform over the last two dimensions, or those of ``dim``; complex.

    >>> fft2(Spec((2, 8, 8)), s=(4, 4)).shape
    (2, 4, 4)
    """
    return _of_complex(input, s, dim)


@rule(*named("rfftn ihfftn", "fft.{}"), dtype=complex_like)
def rfftn(input: Spec, s: Sizes | None = None, dim: Dim | Sizes | None = None, norm: Name = None) -> Shape:
    """Transform real numbers over several dimensions, of which the last becomes ``n // 2 + 1``; complex.

    >>> rfftn(Spec((2, 8, 8), "float32"), dim=(1, 2)).shape
    (2, 8, 5)
    """
    return _of_real(input, s, dim)


@rule(*named("rfft2 ihfft2", "fft.{}"), dtype=complex_like)
def rfft2(input: Spec, s: Sizes | None = None, dim: Dim | Sizes = (-2, -1), norm: Name = None) -> Shape:
    """Transform real numbers over the last two dimensions, of which the last becomes ``n // 2 + 1``; complex.

    >>> rfft2(Spec((2, 8, 8), "float32")).shape
    (2, 8, 5)
    """
    return _of_real(input, s, dim)


@rule(*named("irfftn hfftn", "fft.{}"), dtype=real_like)
def irfftn(input: Spec, s: Sizes | None = None, dim: Dim | Sizes | None = None, norm: Name = None) -> Shape:
    """Transform back to real numbers over several dimensions, the last ``2 * (m - 1)`` if not given.

    >>> irfftn(Spec((2, 8, 5)), dim=(1, 2)).shape
    (2, 8, 8)
    """
    return _to_real(input, s, dim)


@rule(*named("irfft2 hfft2", "fft.{}"), dtype=real_like)
def irfft2(input: Spec, s: Sizes | None = None, dim: Dim | Sizes = (-2, -1), norm: Name = None) -> Shape:
    """Transform back to real numbers over the last two dimensions, the last ``2 * (m - 1)`` if not given.

    >>> irfft2(Spec((2, 8, 5))).shape
    (2, 8, 8)
    """
    return _to_real(input, s, dim)


@rule(*named("fftshift ifftshift", "fft.{}"), dtype=as_input)
def fftshift(input: Spec, dim: Dim | Sizes | None = None) -> Shape:
    """Bring frequency 0 to the middle, or back.

    >>> fftshift(Spec((2, 8))).shape
    (2, 8)
    """
    axes_of(input, dim)
    return input.shape


@rule("fft.fftfreq")
def fftfreq(n: Dim, d: float | Unknown = 1.0, dtype: Name = None, device: Name = None) -> Spec:
    """The frequencies of a transform of ``n`` points.

    >>> str(fftfreq(8))
    'float32 cpu (8,)'
    """
    require.not_negative(n=n)
    return new((n,), dtype, device)


@rule("fft.rfftfreq")
def rfftfreq(n: Dim, d: float | Unknown = 1.0, dtype: Name = None, device: Name = None) -> Spec:
    """The frequencies of a transform of ``n`` real points: ``n // 2 + 1``.

    >>> str(rfftfreq(8))
    'float32 cpu (5,)'
    """
    require.not_negative(n=n)
    size: Any = n
    return new((size // 2 + 1,), dtype, device)


@rule(*named("hann_window hamming_window blackman_window bartlett_window kaiser_window", "{}"))
def window(window_length: Dim, periodic: bool | Unknown = True, dtype: Name = None, device: Name = None) -> Spec:
    """The weights of a window.

    >>> str(window(400))
    'float32 cpu (400,)'
    """
    require.not_negative(window_length=window_length)
    return new((window_length,), dtype, device)
