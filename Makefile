# `make chat` and `make test` do all the set-up they need. pip reads its own settings: the PIP_* variables and pip.conf;
# PIP_ARGS adds options. README.md says how to choose a CPU build of torch.

PYTHON ?= python3
PIP_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
HOME_FOLDER := .dateline

.PHONY: help chat test lint types unit test-slow bench bench-answers bench-million bench-articles fit readme picture format browser clean

help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):.*## /  make \1: /p' $(MAKEFILE_LIST)

chat: $(HOME_FOLDER)/.samples ## Set up, index seeds/ once, and serve the chat at http://127.0.0.1:7860.
	@DATELINE_HOME="$(HOME_FOLDER)" $(BIN)/dateline chat

test: lint types unit ## Set up what the tests need, and run them all but the slow ones.

lint: $(VENV)/.test ## Style, formatting, and which module may import which.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.test ## mypy --strict.
	$(BIN)/mypy

# In the order of the folders the heavy files come first; by number of tests they would come last, on one worker.
unit: $(VENV)/.test browser ## The tests alone, all but the slow ones.
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow and not live"

test-slow: $(VENV)/.test browser ## Kill indexing at random moments, real model, many processes, new examples for the properties.
	$(BIN)/pytest -m slow
	$(BIN)/pytest tests/property --hypothesis-profile exploring

bench: $(VENV)/.bench ## Measure retrieval and its speed against peers, on the sets in DATELINE_BENCH; can be killed and repeated.
	$(BIN)/python -m eval.bench.retrieval

bench-answers: $(VENV)/.bench ## Measure answers, citations, refusals, disagreements and follow-ups beside simpler ways.
	$(BIN)/python -m eval.bench.answers

bench-million: $(VENV)/.bench ## Ask a synthetic archive of a million passages, which takes hours to build; goes on where it was killed.
	$(BIN)/python -m eval.bench.retrieval --parts latency --passages 1000000 --no-starter

bench-articles: $(VENV)/.bench ## Measure cleaning, dates, times and duplicates on the sets in DATELINE_BENCH.
	$(BIN)/python -m eval.bench.articles

fit: $(VENV)/.fit ## Fit the weights and lines in rag/judge anew, on the sets in DATELINE_BENCH; the samples are not fitted to.
	$(BIN)/python -m eval.fit.judge

readme: $(VENV)/.test ## Make the README's tables of commands and settings anew.
	$(BIN)/python -m ui.cli.reference README.md

picture: $(VENV)/.test browser ## Take the README's picture of the chat anew.
	$(BIN)/python -m tests.screenshot .github/chat.png

format: $(VENV)/.test ## Put the code into shape.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Without it the browser tests say that they were skipped.
browser: ## Install Debian's Chromium, where it is missing and can be installed.
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ]; then as_root=; else as_root="sudo -n"; fi; \
	  $$as_root apt-get update -qq && $$as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	} || echo "Chromium is missing and could not be installed."

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Dateline needs Python 3.11 or newer; name one with make PYTHON=python3.12." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python's venv module does not work; on Debian: apt-get install python3-venv." >&2; exit 1; }

$(VENV)/.chat: pyproject.toml constraints.txt | $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install $(PIP_ARGS) --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(VENV)/.chat
	$(BIN)/python -m pip install $(PIP_ARGS) --quiet --disable-pip-version-check -c constraints.txt -e ".[test,fit]"
	@touch $@

$(VENV)/.fit: $(VENV)/.chat
	$(BIN)/python -m pip install $(PIP_ARGS) --quiet --disable-pip-version-check -c constraints.txt -e ".[fit]"
	@touch $@

# BM25Retriever asks for PyStemmer 2, and runs with the 3 that our lexical index is made with.
$(VENV)/.bench: $(VENV)/.chat
	$(BIN)/python -m pip install $(PIP_ARGS) --quiet --disable-pip-version-check -c constraints.txt -e ".[bench,fit]"
	$(BIN)/python -m pip install $(PIP_ARGS) --quiet --disable-pip-version-check --no-deps llama-index-retrievers-bm25==0.8.0
	@touch $@

$(HOME_FOLDER)/.samples: $(wildcard seeds/*.txt) | $(VENV)/.chat
	@DATELINE_HOME="$(HOME_FOLDER)" $(BIN)/dateline index seeds
	@touch $@

clean: ## Remove the environment and the archive of the samples.
	rm -rf $(VENV) $(HOME_FOLDER)
