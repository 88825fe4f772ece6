"""jaxtyping's notation: what ``Float[Tensor, "b *c #d h//2"]`` says, and whether the tensors of one call fit it."""

from typed_torch.shape.jaxtyping.dtypes import dtypes_of
from typed_torch.shape.jaxtyping.memo import Memo
from typed_torch.shape.jaxtyping.notation import Axis, Kind, NotationError, parse_axes

__all__ = ["Axis", "Kind", "Memo", "NotationError", "dtypes_of", "parse_axes"]
