# `make demo`: set up, then notes -> YAML -> Anki packages. `make test`: set up, then the tests.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: demo test lint setup clean
demo: setup
	$(BIN)/cardgen generate examples/notes --decks decks
	$(BIN)/cardgen check --decks decks
	$(BIN)/cardgen build --decks decks --output out
	@echo
	@echo "The packages are in $(CURDIR)/out. In Anki: File > Import, choose them all, then study."
	@echo "Each deck is a YAML file in decks/, to read and edit. For notes of your own, in their folder:"
	@echo "  $(CURDIR)/$(BIN)/cardgen generate ."

test: .venv/.tested
	$(BIN)/python -m pytest

lint: .venv/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

setup: .venv/.installed

# Packages are fetched once, and again only when what they are changes: both targets work offline afterwards.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "cardgen needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml | .venv/bin/python
	$(PIP) install --editable .
	@touch $@

.venv/.tested: pyproject.toml | .venv/.installed
	$(PIP) install --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv out
