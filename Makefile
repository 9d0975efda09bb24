# `make demo`: set up, then notes -> YAML -> Anki packages. `make test`: set up, then the tests.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint setup clean
demo: .venv/.installed
	$(BIN)/cardgen check --decks decks
	$(BIN)/cardgen build --decks decks --output out

test: .venv/.tested
	$(BIN)/python -m pytest

lint: .venv/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Packages are fetched once; both targets work offline afterwards.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "cardgen needs Python 3.11 or newer: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/.tested: pyproject.toml | .venv/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv out
