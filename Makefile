# `make` lists what there is. Variables of .env.example may be given on the command line:
#   make run PORT=8001
PYTHON ?= python3
VENV := .venv/bin
MANAGE := $(VENV)/python manage.py
# Its Node too, if it has one because the system has none or an old one.
export PATH := $(CURDIR)/$(VENV):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup run test fuzz check bench bench-sfu demo docs schema pins screenshots migrations fmt doctor need-python

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

need-python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Guildhall needs Python 3.11 or newer, and there is no '$(PYTHON)' here." >&2; exit 1; }

setup: need-python  ## Install the packages that `run` needs
	@$(PYTHON) scripts/setup.py run

run: setup  ## Start Guildhall and everything it needs
	@exec $(MANAGE) up

demo: setup  ## Fill the running instance with a guild to look at
	@$(MANAGE) demo

test: need-python  ## Run all tests
	@$(PYTHON) scripts/setup.py test
	@scripts/test $(ARGS)

fuzz: need-python  ## Send the API what its description allows, and what not, for minutes
	@$(PYTHON) scripts/setup.py test
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-50} $(VENV)/python -m pytest -n0 -q tests/config/test_fuzz.py
	@READY_EXAMPLES=$${READY_EXAMPLES:-100} $(VENV)/python -m pytest -n0 -q tests/realtime/test_ready_is_what_dispatches_made.py

check: need-python  ## Format, lint, types, imports, migrations, templates, JavaScript
	@$(PYTHON) scripts/setup.py check
	@scripts/check

bench: need-python  ## Measure sends, deliveries, connects and reads
	@$(PYTHON) scripts/setup.py check
	@$(VENV)/python -m bench $(ARGS)

bench-sfu: need-python  ## Measure what forwarding a voice or video packet costs
	@$(PYTHON) scripts/setup.py check
	@$(VENV)/python -m bench.voice $(ARGS)

screenshots: need-python  ## Take pictures of the client, desktop and phone, dark and light
	@$(PYTHON) scripts/setup.py test
	@$(VENV)/python scripts/screenshots.py

migrations: need-python  ## Write migrations for changed models
	@$(PYTHON) scripts/setup.py check
	@$(MANAGE) makemigrations

fmt: need-python  ## Format everything
	@$(PYTHON) scripts/setup.py check
	@$(VENV)/ruff check --fix --quiet . ; $(VENV)/ruff format --quiet .
	@$(VENV)/djlint --reformat --quiet templates || true
	@node_modules/.bin/biome check --write .

docs: need-python  ## Write the lists of operations in docs/ anew
	@$(PYTHON) scripts/setup.py check
	@$(MANAGE) apidocs

schema: need-python  ## Write docs/database/schema.sql from the database of the running instance
	@$(PYTHON) scripts/setup.py check
	@$(MANAGE) schema

pins: need-python  ## Take the newest versions of what our packages need in turn
	@rm -rf .venv && : >constraints.txt
	@$(PYTHON) scripts/setup.py check
	@echo '# What our direct dependencies need in turn, written by `make pins`' >constraints.txt
	@$(VENV)/python -m pip freeze | grep -vixF -f requirements.txt -f requirements-dev.txt \
		-f requirements-node.txt >>constraints.txt

doctor: setup  ## Look for mistakes in the configuration
	@$(MANAGE) doctor
