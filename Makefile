# The front door. `make` alone says what it can do.
#
#   PYTHON    the Python to build .venv with           make PYTHON=python3.12
#   PIP_ARGS  handed on to pip                         see "A smaller PyTorch" in README.md
#   ADDRESS   where the site will be       make publish ADDRESS=https://example.org/attention/
#   PORT      where `serve` answers                    make serve PORT=9000

PYTHON   ?= python3
PIP_ARGS ?=
PORT     ?=

# Everything is kept inside this folder: caches in .cache, the environment in .venv.
export PATH               := $(CURDIR)/.venv/bin:$(PATH)
export PIP_CACHE_DIR      := $(CURDIR)/.cache/pip
export UV_CACHE_DIR       := $(CURDIR)/.cache/uv
export XDG_CACHE_HOME     := $(CURDIR)/.cache
export MPLCONFIGDIR       := $(CURDIR)/.cache/matplotlib
export IPYTHONDIR         := $(CURDIR)/.cache/ipython
export JUPYTER_CONFIG_DIR := $(CURDIR)/.cache/jupyter/config
export JUPYTER_DATA_DIR   := $(CURDIR)/.cache/jupyter/data
export npm_config_cache   := $(CURDIR)/.cache/npm
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/.cache/hypothesis

READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help serve test oldest bench book exercises mistakes grade demo lab lint lock clean pdf publish

help:
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 17

serve: $(READY) ## build the book and serve it on 127.0.0.1 (port 8000, or the next free one)
	@attention-lib serve $(if $(PORT),--port $(PORT))

test: $(READY) ## run every test, on all cores
	@python -m pytest -n auto --dist loadfile --no-loadscope-reorder --benchmark-disable

oldest: ## run the library and the checker on the oldest NumPy they support, without PyTorch (Python 3.11)
	@$(PYTHON) -m venv .cache/oldest
	@.cache/oldest/bin/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) \
	    numpy==1.25.2 array-api-compat==1.11.2 pytest
	@PYTHONPATH=. .cache/oldest/bin/python -m pytest -c /dev/null --rootdir=. -p no:cacheprovider --quiet \
	    --doctest-modules attention_lib/reference attention_lib/check \
	    tests/check/test_bank.py tests/check/test_scores.py \
	    --ignore=attention_lib/reference/pytorch.py -k "not pytorch and not page and not course and not prepared and not another_seed"

bench: $(READY) ## measure speed and memory against PyTorch and the textbook formula (minutes)
	@python -m pytest tests/benchmarks --override-ini python_files='bench_*.py' --quiet \
	    --benchmark-quiet --benchmark-json=.cache/bench.json

book: $(READY) ## build the book into _build/html, warnings as errors
	@attention-lib book

pdf: $(READY) ## print the whole book as one PDF, _build/attention.pdf (needs Chromium)
	@attention-lib pdf

publish: $(READY) ## write the book for any static host into _build/site: make publish [ADDRESS=https://...]
	@attention-lib publish $(if $(ADDRESS),--address "$(ADDRESS)")

exercises: $(READY) ## make exercises/ from solutions/ with nbgrader
	@attention-lib exercises

mistakes: $(READY) ## make the book's page of mistakes from the bank of wrong functions (minutes)
	@python tests/check/what_goes_wrong.py

grade: $(READY) ## grade a class: make grade ASSIGNMENT=01-scores
	@attention-lib grade "$(ASSIGNMENT)"

demo: $(READY) ## make a class of sixty, grade it, and open what it did (in course-demo/)
	@attention-lib demo

lab: $(READY) ## open JupyterLab on exercises/
	@jupyter lab exercises

lint: $(READY) ## check style, types and notebooks
	@ruff check
	@ruff format --check
	@mypy
	@nbstripout --keep-id --verify $$(git ls-files '*.ipynb')

lock: $(READY) ## make requirements.lock from the ranges in pyproject.toml (add UV_ARGS=--upgrade for newer versions)
	@uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	    --no-annotate --custom-compile-command "make lock" --quiet --output-file requirements.lock $(UV_ARGS)

clean: ## remove what can be built again (.venv, .cache, _build); course/ stays
	rm -rf .venv .cache _build

# A set-up that was interrupted leaves .venv without .ready: it is begun again from nothing.
$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "This course needs Python 3.11 or newer, and '$(PYTHON)' was not found. Install it, or name yours: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "This course needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) -c 'import platform; print(platform.python_version())'). Name a newer one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "'$(PYTHON)' has no venv module. On Debian and Ubuntu it is the package python3-venv."; exit 1; }
	@test -e $@ || $(PYTHON) -m venv --clear .venv
	@rm -f $@
	@echo "Installing what requirements.lock pins into .venv; the first time takes some minutes."
	@python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -r requirements.lock
	@python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
