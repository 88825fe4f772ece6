# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from . import intrinsic as intrinsic, qat as qat, quantizable as quantizable, quantized as quantized, sparse as sparse
