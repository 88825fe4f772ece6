"""What fills weights: each gives back the tensor that it fills. And gradients, which are like what they are by."""

from __future__ import annotations

from typed_torch.shape import require
from typed_torch.shape.axes import rank_of
from typed_torch.shape.dims import Shape, show_shape
from typed_torch.shape.rule import named, refuse, rule
from typed_torch.shape.spec import Spec

__all__: list[str] = []


@rule(*named("uniform_ normal_ trunc_normal_ constant_ ones_ zeros_", "nn.init.{}"), dtype="tensor")
def filled(tensor: Spec) -> Shape:
    """Fill a tensor, which is what comes back.

    >>> filled(Spec((2, 3))).shape
    (2, 3)
    """
    return tensor.shape


@rule(
    *named("xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_ orthogonal_", "nn.init.{}"), dtype="tensor"
)
def filled_by_fan(tensor: Spec) -> Shape:
    """Fill weights by how many go in and come out, for which they have 2 dimensions at least.

    >>> filled_by_fan(Spec((10, 20))).shape
    (10, 20)
    """
    require.rank_at_least(2, "(out, in, *)", tensor=tensor)
    return tensor.shape


@rule(*named("eye_ sparse_", "nn.init.{}"), dtype="tensor")
def filled_matrix(tensor: Spec) -> Shape:
    """Fill a matrix.

    >>> filled_matrix(Spec((10, 20))).shape
    (10, 20)
    """
    return _with_rank(tensor, 2)


@rule("nn.init.dirac_", dtype="tensor")
def filled_by_dirac(tensor: Spec) -> Shape:
    """Fill the weights of a convolution so that it keeps its input.

    >>> filled_by_dirac(Spec((8, 8, 3, 3))).shape
    (8, 8, 3, 3)
    """
    return _with_rank(tensor, 3, 4, 5)


def _with_rank(tensor: Spec, *ranks: int) -> Shape:
    if rank_of(tensor) not in ranks:
        expected = " or ".join(map(str, ranks))
        refuse(f"tensor must have {expected} dimensions, got {show_shape(tensor.shape)}", argument="tensor")
    return tensor.shape


@rule("autograd.grad")
def grad(outputs: Spec, inputs: Spec) -> Spec | tuple[Spec]:
    """The gradient of ``outputs`` by ``inputs``, one tensor, which it is like.

    >>> grad(Spec(()), Spec((2, 3)))[0].shape
    (2, 3)
    """
    return inputs if inputs == Spec() else (inputs,)  # of which nothing is known, such as how many they are
