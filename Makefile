# Everything runs from .venv; `make install` creates it with any Python >= 3.11 that really starts.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := core ingest graph analysis dashboard data
SOURCES := $(shell find $(PACKAGES) -type f -not -path '*/__pycache__/*' 2>/dev/null | sort)
# The strict editable install links each file by name, so it is renewed when the list of files changes.
LISTING := $(VENV)/.files-$(shell echo '$(SOURCES)' | cksum | cut -d' ' -f1)

.PHONY: help install demo test fuzz check lint types layers docs bench model lock clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.locked: requirements.lock
	@test -n "$(PYTHON)" || { echo "patnav needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python3"; exit 1; }
	"$(PYTHON)" -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(LISTING): $(VENV)/.locked pyproject.toml
	@rm -f $(VENV)/.files-*
	@$(BIN)/python -W ignore -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		--config-settings editable_mode=strict --editable . >$(VENV)/editable.log 2>&1 \
		|| { cat $(VENV)/editable.log; exit 1; }
	@touch $@

install: $(LISTING) ## create .venv with the locked dependencies and the patnav command

demo: install ## synthetic chain through the whole pipeline on the embedded default
	$(BIN)/patnav demo demo-project

WORKERS ?= 2

test: install ## the tests in WORKERS processes; what a machine lacks is skipped with its reason
	$(BIN)/python -m pytest -q -n $(WORKERS)

FUZZ ?= 20000
SEED ?= 20261126

fuzz: install ## FUZZ random queries from SEED on the embedded engine against a real Neo4j
	PYTHONPATH=tests $(BIN)/python tests/fuzz_cypher.py $(FUZZ) $(SEED)

check: lint types layers test ## all that must hold before a commit lands (the docs tests are among the tests)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

layers: install
	$(BIN)/lint-imports

docs: install ## write the generated pages anew
	$(BIN)/python docs/make_reference.py

bench: install ## figures as ratios against named peers
	for f in benchmarks/bench_*.py; do $(BIN)/python "$$f" || exit 1; done

# For example: make model JUDGE="a.gold.jsonl" GOLD="b.gold.jsonl" EXPORTS="exports/ more.xlsx" \
#   JARS="bge-small-zh-v15.jar bge-small-en-v15.jar" WITHOUT="dev.docs.jsonl"
TEACHERS := .venv-model
JUDGE ?=
GOLD ?=
JARS ?=
EXPORTS ?=
WITHOUT ?=
PASSES ?= 6

$(TEACHERS)/.locked: requirements.lock benchmarks/teachers/requirements.txt
	"$(PYTHON)" -m venv --clear $(TEACHERS)
	$(TEACHERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(TEACHERS)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/teachers/requirements.txt
	@touch $@

model: install $(TEACHERS)/.locked ## train teachers and tagger anew from JUDGE, GOLD and EXPORTS (hours; docs/annotation.md)
	@test -n "$(JUDGE)" -a -n "$(EXPORTS)" -a -n "$(JARS)" || { echo 'say make model JUDGE="a.gold.jsonl" EXPORTS="folder files" JARS="zh.jar en.jar"'; exit 1; }
	@$(TEACHERS)/bin/python -W ignore -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	PYTHONPATH=benchmarks $(TEACHERS)/bin/python -m teachers $(GOLD) --judge $(JUDGE) --exports $(EXPORTS) --jars $(JARS) --without $(WITHOUT) --output build/model
	$(BIN)/patnav train $(GOLD) --only tagger $(addprefix --judge ,$(JUDGE)) --teach build/model/corpus.docs.jsonl --passes $(PASSES) --output data/models

lock: ## resolve the dependencies anew (the only target that changes versions)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --all-extras --group dev -o requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) $(TEACHERS) build dist *.egg-info demo-project
