# make demo: everything from a fresh machine. make test, make check, make bench: what they say. Python 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin
DEMO := demo

.PHONY: help venv demo test check bench docs clean

help:
	@echo "make venv    the virtual environment .venv, with mactl and its tools"
	@echo "make demo    a believable shop in $(DEMO)/: plan, send, report, and where to look"
	@echo "make test    the whole test suite"
	@echo "make check   format, lint, types, import contracts, sizes, messages, documents, tests"
	@echo 'make bench   the benchmarks (ONLY="B1 B3": some of them); writes benchmarks/RESULTS.md'
	@echo "make clean   removes what these made"

venv: .venv/installed

.venv/installed: pyproject.toml constraints.txt scripts/venv
	scripts/venv "$(PYTHON)"
	@touch $@

demo: venv
	scripts/demo $(DEMO)

test: venv
	$(BIN)/python -m pytest -n auto

check: venv
	scripts/check

bench: venv
	$(BIN)/python -m benchmarks $(ONLY)

docs: venv
	$(BIN)/python scripts/docs.py

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .import_linter_cache .hypothesis $(DEMO)
	find mactl tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	rm -f mactl/locale/*/LC_MESSAGES/mactl.mo
