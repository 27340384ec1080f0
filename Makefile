PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# pip compiles on one core; what does not compile is of another Python, and nobody runs the tests of others.
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes
COMPILE := $(BIN)/python -m compileall -qq -j 0 -x /tests/ $(VENV)/lib || true
LOCK := $(BIN)/uv pip compile --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --quiet --upgrade
OURS := pyproject.toml requirements/build.in

.PHONY: setup demo test histories faults lint lock
.DEFAULT_GOAL := demo

# A stamp per list of requirements: a second `make demo` starts at once. The pip that comes with Python 3.11 takes twice
# as long over the lists.
$(VENV)/base: requirements/pip.txt requirements/base.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) -r requirements/pip.txt
	$(INSTALL) -r requirements/base.txt
	$(COMPILE)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/test: $(VENV)/base requirements/test.txt
	$(INSTALL) -r requirements/test.txt
	$(COMPILE)
	touch $@

setup: $(VENV)/base

demo: $(VENV)/base
	$(BIN)/rismep demo

test: $(VENV)/test
	$(BIN)/pytest -n auto --dist worksteal -m "not browser"

# Random histories on each database, 25 a seed; another SEED plays others.
HISTORIES ?= 2000
STEPS ?= 20
SEED ?= 2569
histories: $(VENV)/test
	HISTORIES=$(HISTORIES) HISTORIES_STEPS=$(STEPS) HISTORIES_SEED=$(SEED) $(BIN)/pytest -n auto -v tests/histories

# 20,000 events from 2,000 people on each engine while processes are killed and databases restarted.
EVENTS ?= 20000
PEOPLE ?= 2000
KILLS ?= 50
faults: $(VENV)/test
	FAULTS_EVENTS=$(EVENTS) FAULTS_PEOPLE=$(PEOPLE) FAULTS_KILLS=$(KILLS) FAULTS_SEED=$(SEED) $(BIN)/pytest -rP tests/faults

lint: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: $(VENV)/test
	$(LOCK) requirements/pip.in --output-file requirements/pip.txt
	$(LOCK) $(OURS) --output-file requirements/base.txt
	$(LOCK) $(OURS) --extra test --extra train --extra bench --extra second-look --output-file requirements/test.txt
	$(LOCK) $(OURS) --extra second-look --output-file requirements/second-look.txt
