"""Creation: ``randn``, ``rand``, ``zeros``, ``ones``, ``empty``, ``full`` and the ``_like`` forms."""

from ._factories import Factory
from ._filled import FullFactory
from ._likes import FullLikeFactory, LikeFactory

randn: Factory
rand: Factory
zeros: Factory
ones: Factory
empty: Factory
full: FullFactory

randn_like: LikeFactory
rand_like: LikeFactory
zeros_like: LikeFactory
ones_like: LikeFactory
empty_like: LikeFactory
full_like: FullLikeFactory
