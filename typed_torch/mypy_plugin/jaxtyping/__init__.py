"""jaxtyping's annotations over torch's tensors, as types: ``Float[Tensor, "b h//2"]`` in code that does not know us."""
