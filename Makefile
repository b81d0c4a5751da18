# The commands of this project; `make` alone lists them. Needs Python 3.11 or newer with pip, and make.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
WORKERS ?= auto
UV_VERSION := 0.13.9

VENV := .venv
BIN := $(VENV)/bin
UV := .tools/$(UV_VERSION)/bin/uv

# The certificates of the machine, so that a company's own proxy is trusted; and only the Python that is already there.
export UV_SYSTEM_CERTS := 1
export UV_PYTHON_DOWNLOADS := never
# Nothing of the caller's own environment may shine through, whichever directory make was called from.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME

COMPILE := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet \
	--custom-compile-command "make locks" $(if $(UPGRADE),--upgrade)

.PHONY: help setup setup-dev run test rules lint chromium bench locks demo screenshots nightly

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.runtime ## Set up what the program needs to run, in .venv

setup-dev: $(VENV)/.runtime $(VENV)/.dev ## Set up what tests and checks need as well

run: setup ## Start Baton with a made-up company; prints the address and the log-ins
	@exec $(BIN)/flask demo --serve

demo: setup ## Load the made-up company without starting the server
	@exec $(BIN)/flask demo

test: setup-dev ## Run every check and test; those of the rules must reach every line and branch of them
	@$(MAKE) --jobs=3 --output-sync=target lint rules chromium
	$(BIN)/pytest -n $(WORKERS) tests --ignore=tests/scoring

rules: setup-dev ## Run the tests of the rules, with the coverage they must reach
	$(BIN)/pytest -n $(WORKERS) tests/scoring --cov=scoring --cov-report=term-missing:skip-covered --cov-fail-under=100

chromium: ## Find or install the browser of the tests
	@tests/browser/install-chromium

nightly: setup-dev chromium ## Run all tests, also the long ones, with many more generated examples, and measure the coverage
	HYPOTHESIS_PROFILE=nightly $(BIN)/pytest -n $(WORKERS) -m "" -o faulthandler_timeout=3600 --cov --cov-report=
	$(BIN)/coverage report --fail-under=95

lint: setup-dev ## Check style, types and templates
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m tests.budgets

bench: setup-dev ## Measure, and write bench/RESULTS.md
	$(BIN)/python -m bench

screenshots: setup-dev chromium ## Make the pictures in docs/img again
	$(BIN)/python -m tests.browser.screenshots

locks: $(UV) ## Pin the dependencies of pyproject.toml again (UPGRADE=1: to their newest versions)
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --group dev --constraints requirements.txt --output-file requirements-dev.txt

# pip of the system puts uv into a directory of the project. A Debian refuses installs outside a virtual environment, even
# there, and its venv module may be missing: --break-system-packages says that nothing of the system is touched.
$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Baton needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m pip --version > /dev/null || \
		{ echo "Baton needs pip for '$(PYTHON)'; on Debian: apt-get install python3-pip" >&2; exit 1; }
	@rm -rf .tools
	PIP_BREAK_SYSTEM_PACKAGES=1 PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 \
		$(PYTHON) -m pip install --target .tools/$(UV_VERSION) uv==$(UV_VERSION)

$(BIN)/python: | $(UV)
	$(UV) venv --clear --no-project --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV)

$(VENV)/.runtime: requirements.txt $(BIN)/python
	$(UV) pip install --python $(BIN)/python --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	$(UV) pip install --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@
