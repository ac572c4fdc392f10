# Everything that these targets make goes under VAR (default var/). They need Python 3.11 or newer and nothing else.
.DEFAULT_GOAL := help
.PHONY: help demo manage test test-fast check bench lock frontend api-document

PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$each && break; done)
python = $(or $(PYTHON),$(error Python 3.11 or newer was not found: install it, or say PYTHON=<its path> after make))

export PYTHONPYCACHEPREFIX := $(or $(VAR),var)/bytecode

# The recipes are single plain commands: make then starts Python itself, without a shell between that would swallow signals.

help: ## List these targets.
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

demo: ## Run the whole application here with sample data (PORT=8123, RESET=1 to begin anew, VAR=<folder>).
	@$(python) -m cdp.tools.demo

manage: ## One of Django's commands on the demo's database (ARGS="load_partnership my/folder --check").
	@$(python) -m cdp.tools.manage

test: ## Linters, checks, the suite on SQLite, and again on PostgreSQL with Redis (ARGS="-k word" goes to pytest).
	@$(python) -m cdp.tools.suite all

test-fast: ## The same without PostgreSQL and Redis.
	@$(python) -m cdp.tools.suite fast

check: ## Linters and Django's checks only.
	@$(python) -m cdp.tools.suite check

bench: ## Run the benchmarks (ONLY=<name> for one of them).
	@$(python) -m cdp.tools.bench

frontend: ## Build the style sheet and fetch the scripts that pages load.
	@$(python) -m cdp.tools.frontend

lock: ## Write requirements/*.txt and the npm lock files anew after a change of pyproject.toml or package.json.
	@$(python) -m cdp.tools.lock

api-document: ## Write docs/openapi.json from the code (ARGS=--release makes it the promise too, docs/api/released.json).
	@$(python) -m cdp.tools.api_document
