# Written by stubs/submodules.py.
# mypy: disable-error-code="attr-defined"
from torch.utils.hipify.hipify_python import *
from torch.utils.hipify.hipify_python import (
    HIPIFY_C_BREADCRUMB as HIPIFY_C_BREADCRUMB,
    HIPIFY_FINAL_RESULT as HIPIFY_FINAL_RESULT,
    HipifyFinalResult as HipifyFinalResult,
    PYTORCH_MAP as PYTORCH_MAP,
    PYTORCH_TEMPLATE_MAP as PYTORCH_TEMPLATE_MAP,
    PYTORCH_TRIE as PYTORCH_TRIE,
    RE_ANGLE_HEADER as RE_ANGLE_HEADER,
    RE_ASSERT as RE_ASSERT,
    RE_CU_SUFFIX as RE_CU_SUFFIX,
    RE_EXTERN_SHARED as RE_EXTERN_SHARED,
    RE_INCLUDE as RE_INCLUDE,
    RE_KERNEL_LAUNCH as RE_KERNEL_LAUNCH,
    RE_PYTORCH_PREPROCESSOR as RE_PYTORCH_PREPROCESSOR,
    RE_QUOTE_HEADER as RE_QUOTE_HEADER,
    RE_SYNCTHREADS as RE_SYNCTHREADS,
    RE_THC_GENERIC_FILE as RE_THC_GENERIC_FILE,
    TrieNode as TrieNode,
)
