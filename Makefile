# What a user and a developer need, each in one word. `make run` and `make test` work on a fresh clone.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RECORD := examples.annals
BUILD  := pyproject.toml build_gazetteer.py src/annals/resolve/places_keys.py $(wildcard src/annals/data/*.csv)
WEB    := package.json package-lock.json $(wildcard src/annals/show/web/*)
PICTURES := map.js timeline.js network.js genealogy.js day.js island-*.js countries-*.json pictures-licences.txt
QUICK  ?=
ARGS   ?=

export ANNALS_SHARED ?= $(abspath ../shared)

.PHONY: run web test browser lint bench train clean

run: $(VENV)/.installed web
	$(BIN)/annals read examples --record $(RECORD)
	@echo
	@echo "The record is in $(RECORD). Ask it:"
	@echo
	@echo '    $(BIN)/annals ask actor "Ansar Dine" --record $(RECORD)'
	@echo '    $(BIN)/annals ask place Konna --on 2013-01-12 --record $(RECORD)'
	@echo '    $(BIN)/annals ask timeline --from 2013-01-01 --to 2013-01-31 --record $(RECORD)'
	@echo '    $(BIN)/annals check --record $(RECORD)'
	@echo
	@echo 'See it: $(BIN)/annals serve --record $(RECORD) --open'
	@echo "Read reports of your own: $(BIN)/annals read FOLDER --record my.annals"

# The pictures of the page: TypeScript built into src/annals/show/static. Without node the page shows lists alone.
web:
	@{ command -v npm >/dev/null && $(MAKE) --no-print-directory node_modules/.built; } \
	|| echo "make: no pictures could be built (they need npm and its registry): the page will show lists alone"

test: $(VENV)/.installed web
	$(BIN)/python -m pytest

# The page in a real browser (any Chromium on the path); pictures of every view go to build/screenshots.
browser: $(VENV)/.installed web
	$(BIN)/python -m pytest tests/browser

lint: $(VENV)/.installed web
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@if command -v npm >/dev/null; then npm run --silent check; fi

bench: $(VENV)/.installed
	$(BIN)/python -m bench.run $(if $(QUICK),--quick)

train: $(VENV)/.trained-tools
	$(BIN)/python -m train $(ARGS)

clean:
	rm -rf $(VENV) build dist node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -f $(RECORD) $(RECORD)-wal $(RECORD)-shm $(addprefix src/annals/show/static/,$(PICTURES))
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip before 23.3 takes lxml[html_clean], which a dependency asks for, to be another extra than html-clean.
# Installed again when what is to be installed changes, and only then.
$(VENV)/.installed: $(BUILD)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=23.3'
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	touch $@

node_modules/.built: $(WEB)
	npm ci --silent --no-audit --no-fund
	npm run --silent build
	touch $@

$(VENV)/.trained-tools: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet -e '.[train]'
	touch $@
