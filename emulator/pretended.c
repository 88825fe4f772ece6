/* libcuda.so.1 for a GPU that is not there: what Triton calls of it, in which every launch ends at once.

   It writes down the last launch: the kernel, the grid, the threads of a block, its shared memory and as many
   parameters as `pretended_parameters` says, 8 bytes of each. Told to, it fails to load a kernel or to launch it, or has
   less shared memory. */

#include <cuda.h>
#include <stdio.h>
#include <string.h>

#define MOST 64

typedef struct {
  char kernel[256];
  unsigned long long function;
  unsigned grid[3], threads, shared;
  unsigned long long parameters[MOST];
} Launched;

int pretended_parameters = 0;
int pretended_launches = 0;
int pretended_load_error = CUDA_SUCCESS;
int pretended_launch_error = CUDA_SUCCESS;
int pretended_shared_memory = 232448;
Launched pretended_last;

static char names[4096][256];
static unsigned modules = 0;

CUresult cuInit(unsigned flags) { return CUDA_SUCCESS; }
CUresult cuDriverGetVersion(int *version) { *version = 13000; return CUDA_SUCCESS; }
CUresult cuGetErrorString(CUresult error, const char **text) {
  static char texts[1000][32];
  if (error < 0 || error >= 1000)
    return CUDA_ERROR_INVALID_VALUE;
  snprintf(texts[error], sizeof texts[error], "pretended (%d)", error);
  *text = texts[error];
  return CUDA_SUCCESS;
}

CUresult cuDeviceGetCount(int *count) { *count = 1; return CUDA_SUCCESS; }
CUresult cuDeviceGet(CUdevice *device, int ordinal) { *device = ordinal; return CUDA_SUCCESS; }
CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice device) { *context = (CUcontext)1; return CUDA_SUCCESS; }
CUresult cuDeviceGetAttribute(int *value, CUdevice_attribute attribute, CUdevice device) {
  switch (attribute) {
    case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR: *value = 9; break;
    case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR: *value = 0; break;
    case CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN: *value = pretended_shared_memory; break;
    case CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT: *value = 132; break;
    case CU_DEVICE_ATTRIBUTE_WARP_SIZE: *value = 32; break;
    default: *value = 0;
  }
  return CUDA_SUCCESS;
}

CUresult cuCtxGetCurrent(CUcontext *context) { *context = (CUcontext)1; return CUDA_SUCCESS; }
CUresult cuCtxSetCurrent(CUcontext context) { return CUDA_SUCCESS; }
CUresult cuCtxGetDevice(CUdevice *device) { *device = 0; return CUDA_SUCCESS; }
CUresult cuCtxGetLimit(size_t *value, CUlimit limit) { *value = 0; return CUDA_SUCCESS; }
CUresult cuCtxSetLimit(CUlimit limit, size_t value) { return CUDA_SUCCESS; }
CUresult cuStreamIsCapturing(CUstream stream, CUstreamCaptureStatus *status) {
  *status = CU_STREAM_CAPTURE_STATUS_NONE;
  return CUDA_SUCCESS;
}
CUresult cuPointerGetAttribute(void *value, CUpointer_attribute attribute, CUdeviceptr pointer) {
  *(CUdeviceptr *)value = pointer;
  return CUDA_SUCCESS;
}

/* A module, and the one kernel of it that is asked for, is its number; 0 would be none. */
CUresult cuModuleLoadData(CUmodule *module, const void *image) {
  if (pretended_load_error != CUDA_SUCCESS)
    return pretended_load_error;
  *module = (CUmodule)(size_t)(++modules);
  return CUDA_SUCCESS;
}
CUresult cuModuleUnload(CUmodule module) { return CUDA_SUCCESS; }
CUresult cuModuleGetFunction(CUfunction *function, CUmodule module, const char *name) {
  strncpy(names[(size_t)module % 4096], name, 255);
  *function = (CUfunction)module;
  return CUDA_SUCCESS;
}
CUresult cuFuncGetAttribute(int *value, CUfunction_attribute attribute, CUfunction function) {
  *value = attribute == CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK ? 1024 : 0;
  return CUDA_SUCCESS;
}
CUresult cuFuncSetAttribute(CUfunction function, CUfunction_attribute attribute, int value) { return CUDA_SUCCESS; }
CUresult cuFuncSetCacheConfig(CUfunction function, CUfunc_cache config) { return CUDA_SUCCESS; }

CUresult cuLaunchKernelEx(const CUlaunchConfig *config, CUfunction function, void **parameters, void **extra) {
  if (pretended_launch_error != CUDA_SUCCESS)
    return pretended_launch_error;
  if (function == 0)
    return CUDA_ERROR_INVALID_HANDLE;
  Launched *last = &pretended_last;
  memset(last, 0, sizeof *last);
  strncpy(last->kernel, names[(size_t)function % 4096], 255);
  last->function = (size_t)function;
  last->grid[0] = config->gridDimX;
  last->grid[1] = config->gridDimY;
  last->grid[2] = config->gridDimZ;
  last->threads = config->blockDimX;
  last->shared = config->sharedMemBytes;
  for (int i = 0; i < pretended_parameters && i < MOST; ++i)
    memcpy(&last->parameters[i], parameters[i], 8);
  ++pretended_launches;
  return CUDA_SUCCESS;
}
