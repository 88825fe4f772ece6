"""The machine code of a GPU that is not there, run on the CPU: PTX as Triton compiles it, one block after the other.

``program`` reads the text, ``arithmetic`` is what an instruction computes, ``memory`` what it may touch, and
``processor`` runs a grid of blocks.
"""
