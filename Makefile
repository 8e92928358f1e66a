# Every target is at most three lines; longer steps live in tools/. `make` alone says what there is.
PYTHON ?= python3
READY = @$(PYTHON) tools/prepare.py

help:  ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

up:  ## set up all that is missing, then run server, console and agent here (root)
	$(READY) run
	@exec .venv/bin/redshank up $(ARGS)

test:  ## lint, import contracts, stale files, tests
	$(READY) dev
	@.venv/bin/python tools/lint.py && .venv/bin/python tools/run_tests.py $(ARGS)

lint:  ## ruff, mypy, import contracts, stale generated files
	$(READY) dev
	@.venv/bin/python tools/lint.py

build:  ## compile the BPF object and the console into the tree
	$(READY) run

generate:  ## rewrite every file that is generated
	$(READY) run
	@.venv/bin/python -m redshank.events.generate && .venv/bin/python tools/reference.py && .venv/bin/python tools/build_console.py --types && .venv/bin/python -m tests.acceptance.coverage.page

bench:  ## measure overhead, rules and latency here (root)
	$(READY) dev
	@.venv/bin/python -m bench $(ARGS)

drill:  ## prove set-up, tests and `make up` in a bare Debian root; kill it 500 times; flood, restart, soak (root)
	@$(PYTHON) tools/drill.py $(ARGS)

lock:  ## work out the pinned versions again
	$(READY) dev
	@.venv/bin/python tools/lock.py

vm:  ## boot other kernels in qemu; what the sensor loads and sees there (root, qemu, debootstrap)
	$(READY) run
	@.venv/bin/python tools/boot_kernel.py $(ARGS)

clean:  ## remove what was built and set up; the checkout stays
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@rm -rf src/redshank/host/sensor/bpf/*.bpf.o src/redshank/host/sensor/bpf/.built src/redshank/console/static console/node_modules

.PHONY: help up test lint build generate bench drill lock vm clean
