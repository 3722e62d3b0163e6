# Everything runs in .venv, which `make install` fills from uv.lock. `make help` lists what there is.
# ARGS goes to the program: make test ARGS="-k unread", make demo ARGS="--no-bots".

ARGS =
BIN = .venv/bin
SOURCES := $(shell find src -name '*.py')

# Ask nobody whether there is a newer pyright: the lock decides.
export PYRIGHT_PYTHON_IGNORE_WARNINGS = 1

.PHONY: help install demo test soak check format-check lint types imports catalogues-check \
	format catalogues peers bench screenshots hooks lock clean
# Each recipe wants both cores or the terminal for itself, whatever -j says.
.NOTPARALLEL:
.DEFAULT_GOAL := help

help:
	@echo 'make install      put everything that is needed into .venv'
	@echo 'make demo         chat with a neighbourhood of bots'
	@echo 'make test         run the tests'
	@echo 'make soak         try for hours to lose a message and to make two windows disagree'
	@echo 'make check        formatting, lint, types, import contracts, catalogues'
	@echo 'make format       format the code and mend what lint can mend'
	@echo 'make catalogues   take new texts into the translations, and compile them'
	@echo 'make peers        fetch the other messengers that can be measured beside it'
	@echo 'make bench        measure the client, beside a bare Textual app, and the backend'
	@echo 'make screenshots  draw the pictures of the README again'
	@echo 'make hooks        check before every commit'
	@echo 'make lock         let uv.lock follow pyproject.toml'
	@echo 'make clean        remove .venv and all that was generated'

install: .venv/.compiled

.venv/.installed: pyproject.toml uv.lock scripts/install scripts/bootstrap_uv.py
	@scripts/install
	@touch $@

# Without bytecode the client takes four times as long to import, on every start.
.venv/.compiled: .venv/.installed $(SOURCES)
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q src
	@touch $@

demo: install
	@$(BIN)/safespot-tui demo $(ARGS)

# One more than there are cores: many tests wait for a terminal, a server or a clock.
# Without bytecode every worker compiles every test anew.
test: install
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest --numprocesses $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )) --dist worksteal $(ARGS)

soak: install
	@$(BIN)/python -m tests.chaos.soak
	@$(BIN)/python -m tests.windows.soak
	@$(BIN)/python -m tests.migration.soak
	@$(BIN)/python -m tests.convergence.soak $(ARGS)

check: format-check lint types imports catalogues-check

format-check: install
	$(BIN)/ruff format --check

lint: install
	$(BIN)/ruff check

types: install
	$(BIN)/pyright

imports: install
	$(BIN)/lint-imports --no-logo

catalogues-check: install
	$(BIN)/python scripts/catalogues.py check

format: install
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

catalogues: install
	$(BIN)/python scripts/catalogues.py update

# The benchmark itself fetches nothing.
peers: install
	@scripts/install peers

bench: install
	@$(BIN)/python -m bench $(ARGS)
	@$(BIN)/python -m bench.server

screenshots: install
	@$(BIN)/pytest -q tests/tui/screenshots tests/stage/report/test_screenshot.py --update-screenshots $(ARGS)

hooks: install
	$(BIN)/pre-commit install

lock: install
	$(BIN)/uv lock

clean:
	rm -rf .venv dist bench/peers/.venv bench/results .pytest_cache .hypothesis .ruff_cache .import_linter_cache
	find src tests scripts bench -name __pycache__ -type d -prune -exec rm -rf {} +
