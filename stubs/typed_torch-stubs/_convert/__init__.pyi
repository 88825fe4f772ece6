"""Replacing the group normalizations of an existing model."""

import torch

from .report import Conversion as Conversion

def convert(model: torch.nn.Module, *, fuse: bool = False, undo: bool = False) -> Conversion: ...
