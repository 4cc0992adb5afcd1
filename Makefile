# Copyright (c) 2026, otc.gaussdb contributors
# GNU General Public License v3.0 or later (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

PYTHON ?= python3
OPTIONS = $(if $(CORE),--core $(CORE)) $(if $(VERBOSE),--verbose) $(if $(REQUIRE_ALL),--require-all)
ARGUMENTS = $(if $(strip $(TARGET) $(ARGS)),-- $(TARGET) $(ARGS))
# Options come before the command: argparse takes nothing for the tool if there are some in between.
CHECK = @cd tests && $(PYTHON) -m checks $(OPTIONS) $@ $(ARGUMENTS)

.DEFAULT_GOAL := help
.PHONY: help demo test units units-oldest integration sanity lint package coverage bench soak simulator docs format clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo 'CORE=2.16 (or 2.16,2.21, or all) chooses ansible-core; TARGET and ARGS go to the tool behind a check:'
	@echo '  make units TARGET=tests/unit/plugins/module_utils/'
	@echo '  make integration TARGET=wait_for ARGS=-vvv'
	@echo '  make sanity TARGET=plugins/modules/wait_for.py ARGS="--test validate-modules"'
	@echo '  make lint TARGET="ruff types"'
	@echo 'VERBOSE=1 shows all that a failed check printed.'

demo: ## run the demo against a simulator
	$(CHECK)

test: ## run every check, on every ansible-core that the Pythons at hand can run
	$(CHECK)

units: ## run the unit tests
	$(CHECK)

units-oldest: ## run the unit tests of what runs on hosts, on the oldest Python there
	$(CHECK)

integration: ## run the integration tests
	$(CHECK)

sanity: ## run ansible-test's sanity tests
	$(CHECK)

lint: ## run the linters
	$(CHECK)

package: ## build the tarball, install it elsewhere, and run the demo from there
	$(CHECK)

coverage: ## measure what unit and integration tests cover together
	$(CHECK)

bench: ## measure this collection against what people do without it
	$(CHECK)

soak: ## wait through ten thousand answers, a third of them faulty
	$(CHECK)

docs: ## render the documentation to HTML
	$(CHECK)

format: ## bring the code into shape
	$(CHECK)

simulator: ## run the simulator until it is interrupted, to try playbooks without an account
	$(CHECK)

clean: ## remove all that the other targets built
	rm -rf .build
