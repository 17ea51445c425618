# What a user and a developer need, each in one word. `make run` and `make test` work on a fresh clone.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RECORD := examples.annals
BUILD  := pyproject.toml build_gazetteer.py src/annals/resolve/places_keys.py $(wildcard src/annals/data/*.csv)
QUICK  ?=
ARGS   ?=

export ANNALS_SHARED ?= $(abspath ../shared)

.PHONY: run test lint bench train clean

run: $(VENV)/.installed
	$(BIN)/annals read examples --record $(RECORD)
	@echo
	@echo "The record is in $(RECORD). Ask it:"
	@echo
	@echo '    $(BIN)/annals ask actor "Ansar Dine" --record $(RECORD)'
	@echo '    $(BIN)/annals ask place Konna --on 2013-01-12 --record $(RECORD)'
	@echo '    $(BIN)/annals ask timeline --from 2013-01-01 --to 2013-01-31 --record $(RECORD)'
	@echo '    $(BIN)/annals check --record $(RECORD)'
	@echo
	@echo "Read reports of your own: $(BIN)/annals read FOLDER --record my.annals"

test: $(VENV)/.installed
	$(BIN)/python -m pytest

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.installed
	$(BIN)/python -m bench.run $(if $(QUICK),--quick)

train: $(VENV)/.trained-tools
	$(BIN)/python -m train $(ARGS)

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -f $(RECORD) $(RECORD)-wal $(RECORD)-shm
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip before 23.3 takes lxml[html_clean], which a dependency asks for, to be another extra than html-clean.
# Installed again when what is to be installed changes, and only then.
$(VENV)/.installed: $(BUILD)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=23.3'
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	touch $@

$(VENV)/.trained-tools: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet -e '.[train]'
	touch $@
