"""Fourier transforms and the windows that go with them."""

from __future__ import annotations

from typing import Any

from typed_torch.errors import ArgumentValueError, DTypeError
from typed_torch.shape import require
from typed_torch.shape.axes import axes_of, axis_of, known, rank_of
from typed_torch.shape.creation import new
from typed_torch.shape.decompositions import complex_like
from typed_torch.shape.dims import UNKNOWN, Dim, Shape, Unknown, differ, is_known, show_dim, show_shape
from typed_torch.shape.promotion import category, complex_of, real_of
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.sizes import surely_less
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


@rule(*named("fftshift ifftshift", "fft.{}"), dtype="input")
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


def of_frames(input: Spec, return_complex: bool | Unknown | None = None, **_: object) -> str | None:
    """The complex dtype whose parts ``input`` has, that of its parts without ``return_complex``."""
    if input.dtype is None or isinstance(return_complex, Unknown):
        return None
    is_complex = return_complex if return_complex is not None else category(input.dtype) == "complex"
    return complex_like(input) if is_complex else real_like(input)


@rule(*named("stft", "{}", "Tensor.{}"), dtype=of_frames)
def stft(
    input: Spec,
    n_fft: Dim,
    hop_length: Dim | None = None,
    win_length: Dim | None = None,
    window: Spec | None = None,
    center: bool | Unknown = True,
    pad_mode: str | Unknown = "reflect",
    normalized: bool | Unknown = False,
    onesided: bool | Unknown | None = None,
    return_complex: bool | Unknown | None = None,
) -> Shape:
    """Transform frames of a signal ``(L)`` or ``(N, L)``, one every ``hop_length``: ``(*, frequencies, frames)``.

    Real signals have ``n_fft // 2 + 1`` frequencies. Without ``return_complex`` pairs of parts are a last dimension.

    >>> str(stft(Spec((2, 16000), "float32"), 400, 160, return_complex=True))
    'complex64 (2, 201, 101)'
    """
    size, hop = _frame(input, "(L) or (N, L)", n_fft, hop_length, win_length, window)
    known(center, return_complex)
    length: Any = input.shape[-1] + 2 * (size // 2) if center else input.shape[-1]
    if surely_less(length, size):
        refuse(f"n_fft ({show_dim(size)}) must be at most the length of input ({show_dim(length)})", argument="n_fft")
    is_complex = _is_complex(input, window)
    if return_complex is None and is_complex is False:
        refuse("return_complex must be given for a real input", argument="return_complex", kind=ArgumentValueError)
    known(is_complex, onesided)
    frequencies = size if (onesided is None and is_complex) or onesided is False else size // 2 + 1
    shape = (*input.shape[:-1], frequencies, (length - size) // hop + 1)
    return shape if return_complex or (return_complex is None and is_complex) else (*shape, 2)


def _frame(
    input: Spec, layouts: str, n_fft: Any, hop_length: Any, win_length: Any, window: Spec | None
) -> tuple[Any, Any]:
    """The length of a frame and the distance to the next one."""
    most = layouts.rpartition("(")[2].count(",") + 1
    if rank_of(input) not in (most - 1, most):
        refuse(
            f"input must have {most - 1} or {most} dimensions {layouts}, got {show_shape(input.shape)}",
            argument="input",
        )
    require.positive(n_fft=n_fft)
    if hop_length is not None:
        require.positive(hop_length=hop_length)
    length = n_fft if win_length is None else win_length
    if window is not None and (rank_of(window) != 1 or differ(window.shape[0], length)):
        refuse(f"window must have shape {show_shape((length,))}, got {show_shape(window.shape)}", argument="window")
    return n_fft, n_fft // 4 if hop_length is None else hop_length


def _is_complex(*tensors: Spec | None) -> bool | Unknown:
    dtypes = [each.dtype for each in tensors if each is not None]
    if any(dtype is not None and category(dtype) == "complex" for dtype in dtypes):
        return True
    return UNKNOWN if None in dtypes else False


def of_signal(input: Spec, return_complex: bool | Unknown = False, **_: object) -> str | None:
    """The dtype of the parts of ``input``, its own with ``return_complex``."""
    if isinstance(return_complex, Unknown):
        return None
    return input.dtype if return_complex else real_like(input)


@rule(*named("istft", "{}", "Tensor.{}"), dtype=of_signal)
def istft(
    input: Spec,
    n_fft: Dim,
    hop_length: Dim | None = None,
    win_length: Dim | None = None,
    window: Spec | None = None,
    center: bool | Unknown = True,
    normalized: bool | Unknown = False,
    onesided: bool | Unknown | None = None,
    length: Dim | None = None,
    return_complex: bool | Unknown = False,
) -> Shape:
    """The signal of frames ``(F, T)`` or ``(N, F, T)``, of frequencies and times: ``(L)`` or ``(N, L)``.

    >>> istft(Spec((2, 201, 101), "complex64"), 400, 160).shape
    (2, 16000)
    """
    size, hop = _frame(input, "(F, T) or (N, F, T)", n_fft, hop_length, win_length, window)
    _complex_input(input)
    _frequencies(input, size, onesided)
    if length is not None:
        return (*input.shape[:-2], length)
    known(center)
    frames: Any = input.shape[-1]
    total = size + hop * (frames - 1)
    return (*input.shape[:-2], total - 2 * (size // 2) if center else total)


def _complex_input(input: Spec) -> None:
    if input.dtype is not None and category(input.dtype) != "complex":
        refuse(
            f"input must be complex, got {input.dtype}",
            argument="input", way_out="torch.view_as_complex joins pairs", kind=DTypeError,
        )  # fmt: skip


def _frequencies(input: Spec, size: Any, onesided: Any) -> None:
    known(onesided)
    actual = input.shape[-2]
    allowed = [size // 2 + 1] * (onesided is not False) + [size] * (onesided is not True)
    if all(differ(actual, each) for each in allowed):
        expected = " or ".join(map(show_dim, allowed))
        refuse(
            f"input must have {expected} frequencies for n_fft {show_dim(size)}, got {show_dim(actual)}",
            argument="input",
        )
