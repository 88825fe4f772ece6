# Every target sets itself up: a virtual environment with the exact versions of constraints.txt, and the
# package installed in it as a wheel, as users have it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
SOURCES := $(shell find typed_torch stubs -type f -name '*.py*' ! -name '*.pyc') pyproject.toml README.md

.DEFAULT_GOAL := check
TESTING := test quick faults sweeps long interpret emulate kernels
.PHONY: check demo $(TESTING) test-torch test-gpu bench bench-gpu docs notebooks stubs format lint clean

INTERPRETED := TYPED_TORCH_FUSED=always TRITON_INTERPRET=1
PARALLEL := -n auto --dist loadgroup

# What `make quick` leaves out beside slow tests: conversion, kernels of notebooks, and processes with a driver that
# stands in for CUDA.
ELSEWHERE := convert notebook ops/_group_norm/test_failing.py ops/_group_norm/test_launch.py

# Tests run on all cores at once: threads of torch's own would only spin for the same ones.
$(TESTING): export OMP_NUM_THREADS := 1
$(TESTING): export TORCHINDUCTOR_COMPILE_THREADS := 1

check: lint test sweeps  ## everything CI holds the project to, but the demo

demo: $(VENV)/installed  ## type-check the networks, plant bugs in them, train one on the digits, plot
	$(BIN)/python examples/digits.py

test: $(VENV)/installed  ## the tests but long ones, and a sample of those of operations, modules and convert on the fused kernels, interpreted
	$(BIN)/pytest $(PARALLEL) --long leave
	$(INTERPRETED) $(BIN)/pytest $(PARALLEL) --long leave --sample values -m 'not swept' tests/ops tests/nn tests/convert

quick: $(VENV)/installed  ## the tests of rules, plugin, facade and typing that most changes touch; of kernels where they changed
	$(BIN)/pytest $(PARALLEL) --long leave -m 'not slow and not compiled' $(addprefix --ignore tests/,$(ELSEWHERE))
	$(BIN)/python tests/sweeps/sweep.py --unchanged interpret || { export $(INTERPRETED) && \
		$(BIN)/pytest $(PARALLEL) --long leave --sample values -m 'kernels and not swept and not slow' tests/ops && \
		$(BIN)/pytest $(PARALLEL) --sample pairs tests/ops/_group_norm/test_kernels.py -k 'test_tails and streamed'; }

faults: $(VENV)/installed  ## plant ten faults, one after the other, and see `make quick` turn red
	$(BIN)/python tests/sweeps/faults.py

sweeps: $(VENV)/installed  ## the sweeps below, each in full where its sources have changed since it was recorded, else a sample
	$(BIN)/python tests/sweeps/sweep.py

long: $(VENV)/installed  ## the tests that take long: Inductor, several processes, all of torch's stubs
	$(BIN)/python tests/sweeps/sweep.py long

interpret: $(VENV)/installed  ## all tests of operations, modules and convert on the fused kernels, interpreted
	$(BIN)/python tests/sweeps/sweep.py interpret

emulate: $(VENV)/installed  ## all tests of the fused kernels on what Triton compiles for an H100, instruction by instruction, no GPU needed
	$(BIN)/python tests/sweeps/sweep.py emulate

kernels: $(VENV)/installed  ## compile every fused kernel for two GPUs, none needed; long at first, cached afterwards
	$(BIN)/python tests/sweeps/sweep.py kernels

# Packages that torch chooses by itself, and NumPy, which Triton 3.6's interpreter takes up to 2.3 only.
CHOSEN_BY_TORCH := torch|triton|numpy|sympy|mpmath|networkx|fsspec|filelock|setuptools|typing_extensions|Jinja2|MarkupSafe

test-torch: $(VENV)/installed  ## the tests of all that runs, with another torch: make test-torch TORCH=2.11.0; downloads gigabytes
	$(PYTHON) -m venv --clear $(VENV)/torch-$(TORCH)
	$(VENV)/torch-$(TORCH)/bin/pip install --quiet torch==$(TORCH) 'numpy<2.4'
	grep -vE '^(#|($(CHOSEN_BY_TORCH))==)' constraints.txt > $(VENV)/torch-$(TORCH)/rest.txt
	$(VENV)/torch-$(TORCH)/bin/pip install --quiet --no-deps --requirement $(VENV)/torch-$(TORCH)/rest.txt
	$(VENV)/torch-$(TORCH)/bin/pip install --quiet --no-deps $(VENV)/wheels/*.whl
	$(VENV)/torch-$(TORCH)/bin/pytest -n auto --ignore tests/typing --ignore tests/mypy_plugin --ignore tests/docs

test-gpu: $(VENV)/installed  ## every test that can run on a GPU, and a memory checker over the small ones of the kernels
	$(BIN)/pytest -n 8 --dist loadgroup -m gpu
	PYTORCH_NO_CUDA_MEMORY_CACHING=1 compute-sanitizer --tool memcheck --error-exitcode 1 \
		$(BIN)/python -m pytest -m gpu tests/ops/_group_norm/test_kernels.py -k "misaligned or Degenerate or Layouts"

bench: $(VENV)/installed  ## the numbers of the README, and what the fused kernels cost: CPU time, traffic, instructions, sectors, cache
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/checked.py
	PYTHONPATH=emulator $(INTERPRETED) $(BIN)/python benchmarks/host_time.py
	$(INTERPRETED) $(BIN)/python benchmarks/traffic.py
	$(BIN)/python benchmarks/instructions.py
	PYTHONPATH=emulator $(BIN)/python benchmarks/sectors.py
	$(BIN)/python benchmarks/cache.py

bench-gpu: $(VENV)/installed  ## time the kernels, their peers and tiers on a GPU, and count its traffic; writes benchmarks/results and docs/fused.md
	$(BIN)/python benchmarks/gpu.py
	TYPED_TORCH_FUSED=always $(BIN)/python benchmarks/gpu_tiers.py
	TYPED_TORCH_FUSED=always $(BIN)/python benchmarks/gpu_traffic.py

docs: $(VENV)/installed  ## write the generated pages of docs/
	$(BIN)/python docs/generate.py

notebooks: $(VENV)/installed  ## run the notebooks of examples/ in kernels of their own, and write what they show into them
	$(BIN)/python -P examples/notebooks.py

stubs: $(VENV)/dependencies  ## write the stubs of what is torch's own; the next make installs them
	$(BIN)/python stubs/submodules.py

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/dependencies: constraints.txt
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --requirement constraints.txt
	touch $@

$(VENV)/installed: $(VENV)/dependencies $(SOURCES)
	rm -rf $(VENV)/wheels
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir $(VENV)/wheels .
	$(BIN)/pip install --quiet --no-deps --force-reinstall $(VENV)/wheels/*.whl
	touch $@

clean:
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis
