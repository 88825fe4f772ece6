# Every target sets itself up: a virtual environment with the exact versions of constraints.txt, and the
# package installed in it as a wheel, as users have it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
SOURCES := $(shell find typed_torch stubs -type f -name '*.py*' ! -name '*.pyc') pyproject.toml README.md

.DEFAULT_GOAL := check
.PHONY: check demo test bench docs format lint clean

check: lint test  ## everything CI holds the project to, but the demo

demo: $(VENV)/installed  ## type-check the example, plant six bugs, train on the digits, plot
	$(BIN)/python examples/digits.py

test: $(VENV)/installed  ## the tests
	$(BIN)/pytest

bench: $(VENV)/installed  ## the numbers of the README
	$(BIN)/python benchmarks/run.py

docs: $(VENV)/installed  ## write the generated pages of docs/
	$(BIN)/python docs/generate.py

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
