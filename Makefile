# Everything that people and the pipeline do with this checkout. `make` lists the targets.

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
UNIT_TESTS := tests/house tests/kit tests/matching
CATALOGUES := $(wildcard frontend/locale/*/LC_MESSAGES/*.po)
PYTEST := $(VENV_PYTHON) -m pytest

export PYTHON
export TALENTPOOL_COMMIT ?= $(shell git rev-parse --short HEAD 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup run check lint unit test bench bench-matching prove demo-fault lock states messages

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

setup: .venv/.stamp  ## Make the environment from requirements.lock (fast when nothing changed)

.venv/.stamp: requirements.lock pyproject.toml .ci/setup $(CATALOGUES)
	@.ci/setup

# The recipe is one simple command: make starts it without a shell and passes signals on to it.
run: setup  ## Start everything here: PORT=8000 HOST=127.0.0.1 TALENTPOOL_DATA_DIR=var
	@$(VENV_PYTHON) -m talentpool.cli run

check: lint unit  ## Format, lint, types, import contracts and the tests that need no browser

lint: setup
	@.venv/bin/ruff format --check
	@.venv/bin/ruff check
	@.venv/bin/mypy
	@.venv/bin/lint-imports

unit: setup
	@$(PYTEST) $(UNIT_TESTS)

test: lint  ## Everything: check and all tests, browsers included; nothing is skipped
	@.ci/browser
	@$(PYTEST) -n 2 --dist loadgroup

bench: setup  ## Print ratios of one run, with the machine named, or one part: PART=...
	@$(VENV_PYTHON) -m tests.bench $(PART)

bench-matching: setup  ## What the scoring library promises, as JSON lines; READABLE=1 for people
	@$(VENV_PYTHON) -m matching.bench $(if $(READABLE),,--json)
	@$(VENV_PYTHON) -m tests.matching.bench $(if $(READABLE),,--json)

prove: setup  ## The long proofs, or one of them: PART=...
	@$(VENV_PYTHON) -m tests.prove $(PART)

demo-fault: setup  ## Kill each part of a running service once, and tell what was lost: nothing
	@$(VENV_PYTHON) -m tests.prove.faults

lock: setup  ## Renew the lock files within what pyproject.toml allows
	@.venv/bin/uv $(COMPILE) --group dev --output-file requirements.lock
	@.venv/bin/uv $(COMPILE) --constraint requirements.lock --output-file requirements-runtime.lock

COMPILE := pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate

states: setup  ## Draw the state machines into docs/states.md
	@$(VENV_PYTHON) -m tests.house.states

messages: setup  ## Collect sentences from templates and code into the catalogues
	@.venv/bin/pybabel --quiet extract --mapping-file frontend/locale/babel.cfg \
		--project talentpool --no-location --sort-output \
		--output-file .venv/messages.pot frontend/templates talentpool
	@.venv/bin/pybabel --quiet update --ignore-pot-creation-date --no-fuzzy-matching \
		--input-file .venv/messages.pot --output-dir frontend/locale
