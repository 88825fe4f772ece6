"""What fills weights: each gives back the tensor that it fills."""

from __future__ import annotations

from typed_torch.shape import require
from typed_torch.shape.dims import Shape
from typed_torch.shape.rule import named, rule
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
    require.rank(2, tensor=tensor)
    return tensor.shape


@rule("nn.init.dirac_", dtype="tensor")
def filled_by_dirac(tensor: Spec) -> Shape:
    """Fill the weights of a convolution so that it keeps its input.

    >>> filled_by_dirac(Spec((8, 8, 3, 3))).shape
    (8, 8, 3, 3)
    """
    require.rank(3, 4, 5, tensor=tensor)
    return tensor.shape
