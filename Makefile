# Shakwa's commands. `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
export PORT DEMO_PASSWORD
.DEFAULT_GOAL := help
.PHONY: help run test check bench lock messages venv-run venv-dev python

help: ## this list
	@printf 'Shakwa - the back office for government complaints\n\n'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@printf '\n  PORT=8001 make run      another port     DEMO_PASSWORD=... make run   the password of the demonstration\n'

run: venv-run ## the whole system on this machine, with a demonstration; Ctrl-C stops it
	@exec $(PY) manage.py run --port "$(PORT)"

test: venv-dev ## everything that proves it: the gates, then the tests on SQLite and on PostgreSQL with Redis
	@exec .ci/test

check: venv-dev ## the gates: format, lint, types, imports, migrations, translations, settings, advisories
	@exec .ci/check

bench: venv-dev ## the measurements (PostgreSQL), as JSON lines
	@exec .ci/bench

messages: venv-dev ## collect the words on screen and compile the translations
	@$(PY) manage.py words --update

lock: venv-dev ## write requirements/*.txt anew from requirements/*.in
	@for kind in base production dev; do \
	  $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --output-file requirements/$$kind.txt requirements/$$kind.in || exit 1; done

# A lock is installed only when it is not the one that was installed last.
venv-run: python
	@if [ -x $(PY) ] && { cmp -s requirements/base.txt $(VENV)/installed-base || cmp -s requirements/dev.txt $(VENV)/installed-dev; }; then :; \
	else $(MAKE) --no-print-directory install KIND=base; fi

venv-dev: python
	@if [ -x $(PY) ] && cmp -s requirements/dev.txt $(VENV)/installed-dev; then :; \
	else $(MAKE) --no-print-directory install KIND=dev; fi

.PHONY: install
install:
	@[ -x $(PY) ] || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked requirements ($(KIND)); the first time this takes half a minute."
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/$(KIND).txt
	@rm -f $(VENV)/installed-*; cp requirements/$(KIND).txt $(VENV)/installed-$(KIND)

python:
	@[ -x $(PY) ] || { \
	  command -v $(PYTHON) >/dev/null || { echo "Shakwa needs Python 3.11 or newer, and there is no $(PYTHON) here: install it (Debian: apt-get install python3 python3-venv)."; exit 1; }; \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Shakwa needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -c 'import platform; print(platform.python_version())'). Try: make PYTHON=python3.12 $(or $(MAKECMDGOALS),run)"; exit 1; }; \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing: install it (Debian: apt-get install python3-venv)."; exit 1; }; }
