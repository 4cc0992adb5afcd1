# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

PYTHON ?= python3
# Sessions at once
JOBS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

LAUNCHER := .nox/launcher/bin/python
NOX = $(LAUNCHER) -m nox $(if $(REQUIRE_ALL),--error-on-missing-interpreters) $(if $(VERBOSE),--verbose)
ARGUMENTS = $(if $(strip $(TARGET) $(ARGS)),-- $(TARGET) $(ARGS))
# Checks end with a table, and a last line that sums up
CHECK = @rm -f .nox/report.json; $(NOX) --report .nox/report.json --parallel $(JOBS)
SUMMARY = ; $(LAUNCHER) tests/summary.py $$?
# Several sessions side by side show what failed; a single one shows what it does
ONE = @rm -f .nox/report.json; $(NOX) --report .nox/report.json --session $(1) $(ARGUMENTS) $(SUMMARY)

.EXPORT_ALL_VARIABLES:
.DEFAULT_GOAL := help
.PHONY: help demo test units units-oldest integration eda ee sanity lint package coverage bench soak simulator docs plots format clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo 'CORE=2.16 (or 2.16,2.21, or all) chooses ansible-core; TARGET and ARGS go to the tool behind a check:'
	@echo '  make units TARGET=tests/unit/plugins/module_utils/'
	@echo '  make integration TARGET=wait_for ARGS=-vvv'
	@echo '  make sanity TARGET=plugins/modules/wait_for.py ARGS="--test validate-modules"'

# nox, and what it needs, in an environment of their own
$(LAUNCHER): tests/constraints.txt Makefile
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.13, for instance" if sys.version_info < (3, 11) else 0)'
	@echo 'Installing nox to .nox/launcher (once) ...'
	@$(PYTHON) -m venv --clear .nox/launcher || { echo 'On Debian and Ubuntu, install python3-venv'; exit 1; }
	@$(LAUNCHER) -m pip install --quiet --disable-pip-version-check --constraint tests/constraints.txt uv
	@.nox/launcher/bin/uv pip install --quiet --system-certs --python $@ --constraint tests/constraints.txt nox antsibull-nox psutil
	@touch $@

demo: $(LAUNCHER) ## run the demo against a simulator
	@$(NOX) --session demo

test: $(LAUNCHER) ## run what a pull request needs, on the newest ansible-core that this Python runs; everything with CORE=all
	$(CHECK) $(SUMMARY)

units: $(LAUNCHER) ## run the unit tests
	$(call ONE,units)

units-oldest: $(LAUNCHER) ## run the unit tests of what runs on hosts, on the oldest Python there
	$(call ONE,units-oldest)

integration: $(LAUNCHER) ## run the integration targets, against the simulator and a real Keystone
	$(call ONE,integration)

eda: $(LAUNCHER) ## run rulebooks under ansible-rulebook, against the simulator
	$(call ONE,eda)

ee: $(LAUNCHER) ## run playbooks with only what an execution environment has
	$(call ONE,ee)

sanity: $(LAUNCHER) ## run ansible-test's sanity tests
	$(call ONE,sanity)

lint: $(LAUNCHER) ## run the linters
	$(CHECK) --session $(if $(TARGET),$(TARGET),lint) $(SUMMARY)

package: $(LAUNCHER) ## build the tarball, install it elsewhere, and run the demo from there
	$(call ONE,package)

coverage: $(LAUNCHER) ## measure what the unit tests cover
	$(call ONE,coverage)

bench soak simulator: $(LAUNCHER)
	@$(NOX) --session 'program($@)' $(ARGUMENTS)

bench: ## measure this collection against what people do without it

soak: ## wait through ten thousand responses, a third of them faulty

simulator: ## run the simulator until it is interrupted, to try playbooks without an account

docs: $(LAUNCHER) ## render the documentation to HTML
	@$(NOX) --session docs

plots: $(LAUNCHER) ## draw the plots of the documentation from what was measured
	@$(NOX) --session plots

format: $(LAUNCHER) ## bring the code into shape
	@$(NOX) --session format

clean: ## remove all that the other targets built
	rm -rf .nox
