# On a fresh Debian or Ubuntu machine with Python 3.11 or newer, `make demo` and `make test` do all the set-up themselves.
# What the machine itself must have is in .ci/system-packages, which Python is taken in .ci/environment.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check
RUN_READY := $(VENV)/.ready-to-run
DEV_READY := $(VENV)/.ready-to-develop
PYTEST_OPTIONS ?= -n auto

.PHONY: help setup setup-dev demo test lint rules format bench lock clean system-run system-test

help:  ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

setup: system-run $(RUN_READY)  ## everything to run it: .venv/bin/configurator

setup-dev: system-test $(DEV_READY)  ## everything to develop it as well

demo: setup  ## quotes the shipped example: proposals (PDF), bill of materials (XLSX) and quote in demo/
	$(VENV)/bin/configurator demo -o demo

test: setup-dev  ## every test
	$(VENV)/bin/python -m pytest $(PYTEST_OPTIONS)

lint: $(DEV_READY) rules  ## style, types, who may import whom; and the shipped rulebooks
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

rules: $(DEV_READY)  ## the shipped rulebooks: their form, and what check, test and coverage say
	for book in rules/*/; do \
	  $(VENV)/bin/configurator rules fmt --check $$book; \
	  $(VENV)/bin/configurator rules check $$book; \
	  $(VENV)/bin/configurator rules test $$book | tail -n 1; \
	  $(VENV)/bin/configurator rules coverage $$book | tail -n 1; \
	done

format: $(DEV_READY)  ## puts the code into the one style
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

bench: setup-dev  ## the benchmarks
	$(VENV)/bin/python -m tests.benchmarks

lock: $(DEV_READY)  ## resolves the dependencies anew, to their newest versions
	.ci/lock

clean:  ## removes what make made
	rm -rf $(VENV) demo dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The packages of the machine, and python3-venv while there is no environment yet.
LACKS = lacks=$$(.ci/environment --lacks $(VENV)); .ci/system-packages $$lacks

system-run:
	@$(LACKS) run

system-test:
	@$(LACKS) run test

$(VENV)/bin/python:
	@$(LACKS)
	@.ci/environment $(VENV)

$(RUN_READY): requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install -qq --require-hashes -r requirements.lock
	$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_READY): requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install -qq --require-hashes -r requirements-dev.lock
	$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $(RUN_READY) $@
