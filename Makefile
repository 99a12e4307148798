# Everything a desk or a CI machine does. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
KAIFAQU_HOME ?= var
WORKERS ?= auto

BIN := .venv/bin
UV := $(BIN)/uv
READY := .venv/.ready
PO := $(wildcard src/kaifaqu/locale/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)
CODE := $(wildcard src tests tools benchmarks)
# Checks and tests keep off the data of the demo, and whatever database the shell may point at.
APART := env -u DATABASE_URL KAIFAQU_HOME=.venv/home
PYTEST := $(BIN)/python -m pytest -q -n $(WORKERS) --maxprocesses=4
ON_POSTGRESQL := $(APART) $(BIN)/python tools/with_postgres.py
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --annotation-style line

.PHONY: help setup demo test test-pg check fix bench lock messages system-packages

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY) $(MO) ## Build .venv with the kaifaqu command

$(READY): requirements/setup.lock requirements/dev.lock pyproject.toml src/kaifaqu/__init__.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kaifaqu needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	@echo "• virtual environment .venv"
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@echo "• installer (pinned, hashes checked)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/setup.lock
	@echo "• packages (pinned, hashes checked)"
	@$(UV) pip sync --quiet --require-hashes --python $(BIN)/python requirements/dev.lock
	@echo "• kaifaqu itself"
	@$(UV) pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@

%.mo: %.po $(READY)
	@echo "• translations $<"
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

demo: setup ## Make a database with data, serve it (PORT=8000 KAIFAQU_HOME=var)
	@PORT=$(PORT) KAIFAQU_HOME=$(KAIFAQU_HOME) $(BIN)/kaifaqu demo

system-packages:
	@tools/system_packages.sh

test: setup system-packages ## Every test: all on SQLite with the browser, then `database` tests on PostgreSQL
	@failed=0; \
	echo "• tests on SQLite"; $(APART) $(PYTEST) || failed=1; \
	echo "• database tests on PostgreSQL"; \
	$(ON_POSTGRESQL) --optional -- $(PYTEST) -m "database or postgresql" || failed=1; \
	exit $$failed

test-pg: setup system-packages ## Every test but the browser's, on PostgreSQL
	@$(ON_POSTGRESQL) -- $(PYTEST) -m "not browser"

check: setup ## What a change must pass besides the tests; every step runs, whatever the others found
	@failed=0; \
	step() { echo "• $$1"; shift; "$$@" || failed=1; }; \
	imports() { $(BIN)/lint-imports > .venv/imports.log || { cat .venv/imports.log; false; }; }; \
	step "format (make fix mends it)" $(BIN)/ruff format --quiet --check .; \
	step "lint" $(BIN)/ruff check --quiet .; \
	step "house rules" $(BIN)/python -m tests.architecture.house_rules; \
	step "imports" imports; \
	step "types" $(APART) $(BIN)/mypy --no-error-summary $(CODE); \
	step "migrations" $(APART) $(BIN)/python -m django makemigrations --check --dry-run --settings=kaifaqu.site.settings; \
	[ ! -d tests/docs ] || step "docs" $(APART) $(PYTEST) tests/docs; \
	exit $$failed

fix: setup ## Format, and mend what can be mended by machine
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --exit-zero --quiet .
	@$(BIN)/ruff format --quiet .

bench: setup ## Measure speed
	@$(BIN)/python -m benchmarks

lock: setup ## Pin anew what pyproject.toml and requirements/*.in ask for (UPGRADE=--upgrade)
	@$(COMPILE) $(UPGRADE) requirements/setup.in -o requirements/setup.lock
	@$(COMPILE) $(UPGRADE) pyproject.toml -o requirements/base.lock
	@$(COMPILE) $(UPGRADE) pyproject.toml requirements/dev.in -c requirements/base.lock -o requirements/dev.lock

messages: setup ## Collect what has to be translated
	@$(BIN)/python tools/messages.py
