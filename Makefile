# Every task of the project, for people and for CI alike.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The first Python that is new enough; a version manager's shim may stand on PATH and have nothing behind it.
ifndef PYTHON
PYTHON := $(shell for python in python3 python python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; done)
endif
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
TOOLS := $(CURDIR)/.tools/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
export PATH := $(BIN):$(TOOLS):$(PATH)
# Each Go command has the flags of the engine's build, so that OPA is compiled once for all of them.
export CGO_ENABLED := 0
export GOFLAGS := -trimpath -buildvcs=false

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VENV) ## Install policylint and judge a repository that is blocked, then the same one mended
	$(PIP) .
	@.ci/demo

.PHONY: test
test: lint types layers rego go pytest ## Run everything that CI runs on one Python

.PHONY: lint
lint: install ## Check Python's style (ruff)
	ruff check
	ruff format --check

.PHONY: types
types: install ## Check types (mypy --strict)
	mypy policylint engine/*.py

.PHONY: layers
layers: install ## Check which module may import which (import-linter)
	lint-imports --config setup.cfg

.PHONY: rego
rego: install tools ## Check, format-check and test the rules with OPA, and as a check would evaluate them
	opa check --strict policies
	unformatted=$$(opa fmt --list policies) && test -z "$$unformatted" || { echo "Run: opa fmt --write $$unformatted"; exit 1; }
	opa test policies
	policylint rules test policies

.PHONY: docs
docs: install ## Write docs/rules/ and the rule table of README.md from the rules' METADATA
	python docs/generate.py

.PHONY: go
go: tools ## Check the engine's Go code
	unformatted=$$(gofmt -l engine) && test -z "$$unformatted" || { echo "Run: gofmt -w $$unformatted"; exit 1; }
	cd engine && go vet ./...

.PHONY: pytest
pytest: install tools ## Run the tests, a file at a time on each core; PYTEST="-k words" chooses among them
	pytest --numprocesses auto --dist loadfile $(PYTEST)

.PHONY: test-lowest
test-lowest: $(VENV) tools ## Run the tests with the oldest versions of what setup.cfg asks for
	.ci/lowest $(PYTEST)

# Measures what users have: an editable install starts later.
.PHONY: bench
bench: tools ## Compare speed and memory with conftest and opa exec
	$(PIP) .
	python tests/bench/bench.py $(BENCH)

.PHONY: bench-packs
bench-packs: $(VENV) ## Time the shipped rules pack by pack; BENCH="--folder PATH" for a folder of your own
	$(PIP) .
	python tests/bench/packs.py $(BENCH)

.PHONY: bench-gate
bench-gate: $(VENV) ## Time the gate on a repository of 5,000 files and a change of 20
	python tests/bench/change.py $(BENCH)

.PHONY: format
format: install tools ## Format Python, Rego and Go
	ruff check --fix
	ruff format
	opa fmt --write policies
	gofmt -w engine

.PHONY: install
install: $(VENV) ## Install policylint from this checkout, with what tests and checks need
	$(PIP) --editable '.[test,dev]'

.PHONY: tools
tools: install ## Put opa, conftest, actionlint and Go, in the versions that the tests want, into .tools/bin
	python .ci/tools.py $(TOOLS)

.PHONY: clean
clean: ## Remove everything that these tasks made
	rm -rf $(VENV) .venv-lowest .tools build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -f policylint/engine/policylint-engine policylint/engine/policylint-engine.exe policylint/engine/NOTICES.txt
	find policylint policies engine tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV):
	@test -n "$(PYTHON)" || { echo "policylint needs Python 3.11 or newer. Install it, or say where it is: make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)
