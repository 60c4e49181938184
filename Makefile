# PRoTECT: one command to try it, one to test it. `make` alone tells what there is.

VENV := .venv
BIN := $(VENV)/bin
RUN_TIME := $(VENV)/.run-time-stamp
DEVELOPMENT := $(VENV)/.development-stamp
TEST_TOOLS := $(VENV)/.test-tools-stamp
PEERS := .venv-peers/.stamp
BROWSER := src/protect/web/static/vendor/.stamp
MESSAGES := $(VENV)/.messages-stamp
CATALOGUES := $(shell find src -name '*.po' 2>/dev/null)
THEME := $(wildcard src/protect/web/scss/*.scss)

.DEFAULT_GOAL := help
.PHONY: help demo test test-deep lint audit bench screenshots setup lock upgrade messages compile-messages clean

help:  ## this list
	@echo "PRoTECT. You need Python 3.11 or newer and make; everything else is fetched into this folder."
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-18s %s\n", $$1, $$2 }'
	@echo
	@echo "First time here? make demo, then open the address it prints. Changing the code? make lint test."

demo: $(RUN_TIME) $(BROWSER) $(MESSAGES)  ## try it: demo data, server and job worker on this machine
	@exec $(BIN)/protect demo

test: $(DEVELOPMENT) $(BROWSER) $(MESSAGES) $(TEST_TOOLS)  ## all tests, on SQLite and on PostgreSQL (ARGS="-k word" to choose)
	@exec $(BIN)/python scripts/test.py $(ARGS)

test-deep: $(DEVELOPMENT) $(BROWSER) $(MESSAGES) $(TEST_TOOLS)  ## thousands of generated states, faults, restores, all on PostgreSQL (takes minutes)
	@exec $(BIN)/python scripts/test.py --deep $(ARGS)

lint: $(DEVELOPMENT)  ## style, types, the house's layers, templates
	@exec $(BIN)/python scripts/lint.py

audit: $(DEVELOPMENT)  ## known holes in the packages we build on, and versions taken back
	@exec $(BIN)/python scripts/audit.py $(ARGS)

bench: $(DEVELOPMENT) $(PEERS) $(BROWSER) $(MESSAGES)  ## fill a large database and time every page and job (takes minutes)
	@exec $(BIN)/python -m benchmarks $(ARGS)

screenshots: $(DEVELOPMENT) $(BROWSER) $(MESSAGES) $(TEST_TOOLS)  ## the pictures of README and guides
	@exec $(BIN)/python scripts/screenshots.py $(ARGS)

setup: $(DEVELOPMENT) $(BROWSER) $(MESSAGES)  ## only the environment, ready for work

lock: $(DEVELOPMENT)  ## write the lock files after a change of pyproject.toml or package.json
	@exec $(BIN)/python scripts/lock.py

upgrade: $(DEVELOPMENT)  ## the newest versions that pyproject.toml and package.json allow
	@exec $(BIN)/python scripts/lock.py --upgrade

messages: $(DEVELOPMENT)  ## collect the texts to translate into the catalogues (*.po)
	@exec $(BIN)/python scripts/messages.py collect

compile-messages: $(RUN_TIME)  ## make the catalogues (*.mo) that the program reads
	@$(BIN)/python scripts/messages.py compile
	@touch $(MESSAGES)

clean:  ## remove environment, fetched and generated files; data (var/) stays
	@rm -rf $(VENV) .venv-peers .venv-pretalx node_modules src/protect/web/static/vendor build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find src tests benchmarks scripts \( -name '*.mo' -o -name '*.pyc' \) -delete 2>/dev/null || true
	@echo "Clean. Your data in var/ was not touched."

# The stamps below are what makes the second start quick: nothing is looked at that did not change.

$(RUN_TIME): requirements.txt pyproject.toml
	@sh scripts/environment.sh requirements.txt $@

$(DEVELOPMENT): requirements-dev.txt pyproject.toml
	@sh scripts/environment.sh requirements-dev.txt $@
	@touch $(RUN_TIME)

# What benchmarks compare with stays out of the environment that tests and server run in.
$(PEERS): requirements-peers.txt
	@sh scripts/environment.sh requirements-peers.txt $@ .venv-peers

# Either set of Python packages will do for fetching; whichever was asked for is installed first.
$(BROWSER): package-lock.json package.json scripts/fetch_browser_libraries.py $(THEME) | $(if $(filter demo,$(MAKECMDGOALS)),$(RUN_TIME),$(DEVELOPMENT))
	@$(BIN)/python scripts/fetch_browser_libraries.py
	@touch $@

$(MESSAGES): $(CATALOGUES) | $(if $(filter demo,$(MAKECMDGOALS)),$(RUN_TIME),$(DEVELOPMENT))
	@$(BIN)/python scripts/messages.py compile
	@touch $@

$(TEST_TOOLS): scripts/test_setup.sh | $(DEVELOPMENT)
	@sh scripts/test_setup.sh $@
