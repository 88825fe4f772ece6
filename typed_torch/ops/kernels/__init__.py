"""Triton kernels and nothing else; imported when the first tensor they take arrives.

Every kernel sees its tensor as ``(N, C, P)``: samples, channels and the pixels of all spatial dimensions,
with the pixels of a channel adjacent (contiguous) or the channels of a pixel adjacent (``CHANNELS_LAST``).
"""
