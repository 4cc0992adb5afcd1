# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

PYTHON ?= python3
CHECKS := cd tests && $(PYTHON) -m checks
OPTIONS = $(if $(CORE),--core $(CORE)) $(if $(VERBOSE),--verbose) $(if $(REQUIRE_ALL),--require-all) $(if $(strip $(TARGET) $(ARGS)),-- $(TARGET) $(ARGS))

.DEFAULT_GOAL := help
.PHONY: help demo test units units-oldest integration sanity lint package coverage bench soak simulator docs format clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo 'CORE=2.16 (or 2.16,2.21, or all) chooses ansible-core; TARGET and ARGS go to the tool behind a check:'
	@echo '  make units TARGET=tests/unit/plugins/module_utils/'
	@echo '  make integration TARGET=wait_for ARGS=-vvv'
	@echo '  make sanity TARGET=plugins/modules/wait_for.py ARGS="--test validate-modules"'
	@echo '  make lint TARGET="ruff mypy"'
	@echo 'VERBOSE=1 shows all that a failed check printed.'

demo: ## run the demo against a simulator
	@$(CHECKS) demo $(OPTIONS)

test: ## run every check, on every ansible-core that the Pythons at hand can run
	@$(CHECKS) test $(OPTIONS)

units: ## run the unit tests
	@$(CHECKS) units $(OPTIONS)

units-oldest: ## run the unit tests of what runs on hosts, on the oldest Python there
	@$(CHECKS) units-oldest $(OPTIONS)

integration: ## run the integration tests
	@$(CHECKS) integration $(OPTIONS)

sanity: ## run ansible-test's sanity tests
	@$(CHECKS) sanity $(OPTIONS)

lint: ## run the linters
	@$(CHECKS) lint $(OPTIONS)

package: ## build the tarball, install it elsewhere, and run the demo from there
	@$(CHECKS) package $(OPTIONS)

coverage: ## measure what unit and integration tests cover together
	@$(CHECKS) coverage $(OPTIONS)

bench: ## measure this collection against what people do without it
	@$(CHECKS) bench $(OPTIONS)

soak: ## wait through ten thousand answers, a third of them faulty
	@$(CHECKS) soak $(OPTIONS)

docs: ## render the documentation to HTML
	@$(CHECKS) docs $(OPTIONS)

format: ## bring the code into shape
	@$(CHECKS) format $(OPTIONS)

simulator: ## run the simulator until it is interrupted, to try playbooks without an account
	@$(CHECKS) simulator $(OPTIONS)

clean: ## remove all that the other targets built
	rm -rf .build
