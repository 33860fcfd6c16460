# Everything there is to run. Needs Python 3.11 or newer with venv, make and a package registry.
# `make` alone tells what there is.

PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
PORT   ?= 8000
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
	--require-hashes
# Two `make` at once install one after the other, where the system has flock(1).
ONE_AT_A_TIME := $(if $(shell command -v flock),flock .venv.lock)
# Runs a command while the bundled servers for tests run, unless DATABASE_URL and REDIS_URL are set.
WITH_SERVERS := $(BIN)/python -m config.embedded exec --name test --

CORE_FAULTS := worker_killed or dispatcher_killed or backends_terminated or all_killed \
	or as_it_was_sealed

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help install install-dev demo run test test-slow test-slow-brief check format types layers deploy-check \
	migrations-check api-check audit sbom bench faults faults-brief faults-core lock clean distclean
.SILENT: install install-dev demo run clean distclean help

help:  ## tell what there is
	awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: install  ## the whole story in a minute: install, start everything, play, stop
	$(BIN)/python manage.py dev --port $(PORT) --play --stay-with-parent

run: install  ## start everything and stay until Ctrl-C (PORT=8001 for another port)
	$(BIN)/python manage.py dev --port $(PORT) --stay-with-parent

test: install-dev  ## the everyday tests, about five minutes on two cores
	$(BIN)/python -m pytest -n 2

# A file stays with one worker: what its tests share takes long to make.
test-slow: install-dev  ## the others, as long again and more: hostile graphs, dying servers, audits, browsers
	$(BIN)/python -m pytest -m slow -n 3 --dist loadfile

test-slow-brief: install-dev  ## those of them that CI runs on every change: none of minutes
	$(BIN)/python -m pytest -m "slow and not long" -n 3 --dist loadfile

check: install-dev format types layers deploy-check migrations-check api-check audit  ## all that must hold besides tests

format: install-dev  ## formatting and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: install-dev  ## types: strict where the verdicts are made
	$(BIN)/mypy

layers: install-dev  ## who may import whom
	$(BIN)/lint-imports

deploy-check: install-dev  ## Django's own checks on production settings
	ARMSLENGTH_ENV=production SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	ALLOWED_HOSTS=armslength.example EVIDENCE_DIR=/var/lib/armslength/evidence \
	$(WITH_SERVERS) $(BIN)/python manage.py check --deploy --fail-level WARNING

migrations-check: install-dev  ## no model has changed without a migration
	$(WITH_SERVERS) $(BIN)/python manage.py makemigrations --check --dry-run

api-check: install-dev  ## the OpenAPI document is valid, without a warning
	mkdir -p .local
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file .local/openapi.yaml

audit: install-dev  ## what is known against our dependencies, if the advisories can be reached
	$(BIN)/python -m supply audit

sbom: install-dev  ## the bill of materials (CycloneDX): .local/sbom.cdx.json
	$(BIN)/python -m supply sbom .local/sbom.cdx.json

faults: install-dev  ## break each part under load, and ask whether anything was lost (a quarter of an hour)
	$(BIN)/python -m pytest -m fault --timeout 1800

faults-brief: install-dev  ## the same in four minutes: each fault lasts two seconds, one at a time
	FAULT_SECONDS=2 $(BIN)/python -m pytest -m "fault and not long" --timeout 1800

faults-core: install-dev  ## the deaths and doublings that matter most, in a minute, as CI has it
	FAULT_SECONDS=1 $(BIN)/python -m pytest -m "fault and not long" --timeout 600 -k "$(CORE_FAULTS)"

bench: install-dev  ## measure; wants a quiet machine
	$(WITH_SERVERS) $(BIN)/python -m benchmarks

lock: install-dev  ## choose versions anew, from requirements.in and requirements-dev.in
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --upgrade \
		--no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --upgrade \
		--no-header -c requirements.txt requirements-dev.in -o requirements-dev.txt
	$(BIN)/python -m supply licences

install:  ## make .venv and install what running needs, unless it is there already
	cmp -s requirements.txt $(VENV)/requirements.installed || $(ONE_AT_A_TIME) $(MAKE) $(VENV)/.running

install-dev:  ## the same with what tests and checks need
	cmp -s requirements-dev.txt $(VENV)/requirements-dev.installed || $(ONE_AT_A_TIME) $(MAKE) $(VENV)/.developing

# Compared by content: a fresh checkout has fresh dates, and the same requirements.
.PHONY: $(VENV)/.running $(VENV)/.developing $(VENV)/.made
.SILENT: $(VENV)/.running $(VENV)/.developing $(VENV)/.made

$(VENV)/.running: $(VENV)/.made
	cmp -s requirements.txt $(VENV)/requirements.installed || { \
		echo "Installing what running needs (about half a minute)"; \
		$(PIP) -r requirements.txt && cp requirements.txt $(VENV)/requirements.installed; }

$(VENV)/.developing: $(VENV)/.made
	cmp -s requirements-dev.txt $(VENV)/requirements-dev.installed || { \
		echo "Installing what tests and checks need (about a minute)"; \
		$(PIP) -r requirements-dev.txt && cp requirements.txt $(VENV)/requirements.installed \
			&& cp requirements-dev.txt $(VENV)/requirements-dev.installed; }

# Asked for pip, because making an environment may have been interrupted half-way.
$(VENV)/.made:
	$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
		test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found." \
			"Install it, or say where it is: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }; \
		$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); echo "Python cannot make a virtual" \
			"environment here. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }; }

clean:  ## remove the data of demo and tests, logs and caches
	rm -rf .local .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -type d -prune -exec rm -rf {} +

distclean: clean  ## and the virtual environment
	rm -rf $(VENV) .venv.lock
