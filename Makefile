# `make` lists what there is. Everything that a target needs, it installs.
SHELL := /bin/bash
.DEFAULT_GOAL := help

UV_VERSION := 0.13.9
UV := $(shell command -v uv || echo .tools/uv/bin/uv)
RUN := $(UV) run --frozen
READY := .venv/.ready
LOCAL := $(RUN) python -m local
# Hundreds of processes start here: bytecode is kept, also on machines that say otherwise.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## What there is
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):[^#]*## (.*)/  \1\t\2/' | expand -t 18

# --- first things -----------------------------------------------------------------------------
.tools/uv/bin/uv:
	python3 -m venv .tools/uv
	.tools/uv/bin/pip install -q uv==$(UV_VERSION)

$(READY): uv.lock pyproject.toml .python-version
	@test -x "$$(command -v $(UV))" || $(MAKE) .tools/uv/bin/uv
	$(UV) sync -q --frozen --compile-bytecode
	@touch $@

.PHONY: install
install: $(READY) ## The Python environment, with uv when it is missing

DEBIAN := chromium spamassassin hunspell hunspell-no hunspell-en-gb hunspell-sv hunspell-da
BENCHED := redis-server valgrind
.PHONY: debian debian-bench
debian: ## Debian's packages for pages and mail checks, when they are missing
	$(call packages,$(DEBIAN))

debian-bench: # Redis for a peer, callgrind for the instructions
	$(call packages,$(BENCHED))

define packages
	@missing=""; for p in $(1); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	test -z "$$missing" || { s=""; test "$$(id -u)" = 0 || s=sudo; \
	$$s apt-get update -qq && $$s env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing; }
endef

# --- use it -----------------------------------------------------------------------------------
.PHONY: demo up down send mail letters build deploy
demo: $(READY) ## Three weeks of a hiring in two minutes, in the embedded cloud
	$(RUN) svarctl demo

up: $(READY) ## Start the embedded cloud with the deployed template
	$(LOCAL) up

down: $(READY) ## End it
	$(LOCAL) down

send: $(READY) ## Put one sample application into the running cloud
	$(RUN) svarctl send

mail: $(READY) ## The mails that the running cloud has sent
	$(RUN) svarctl mail

letters: $(READY) ## Letters to six kinds of people in every language, to out/letters/index.html
	$(RUN) svarctl letter gallery

ARCH ?= arm64
build: $(READY) ## The bundle as AWS gets it; prints where it is: ARCH=x86_64
	$(LOCAL) build --architecture $(ARCH)

deploy: $(READY) ## Build, and deploy with your AWS credentials; the first time: ARGS=--guided
	$(LOCAL) deploy --architecture $(ARCH) $(ARGS)

# --- check it ---------------------------------------------------------------------------------
PYTEST := $(RUN) pytest -q
.PHONY: check test generated lint format type lint-template lock schemas templates eval
check: lint type generated lint-template test ## Everything that a change must pass

test: $(READY) debian ## All tests but the long campaigns
	$(PYTEST) -n 2 --dist worksteal tests/unit tests/contract tests/simulation tests/pages
	$(PYTEST) tests/integration
	$(PYTEST) tests/e2e # by itself: two embedded clouds at once want more memory than many machines have

generated: $(READY) ## What is generated is what is committed
	$(RUN) svarctl schemas generate --check
	$(RUN) svarctl templates --check
	$(UV) export -q --frozen --no-dev --no-default-groups --no-emit-project --no-header --format requirements-txt -o .requirements.new
	@diff -q .requirements.new functions/requirements.txt >/dev/null || { rm -f .requirements.new; echo "functions/requirements.txt is stale: make lock"; exit 1; }
	@rm -f .requirements.new

lint: $(READY) ## Style, imports and the direction of the arrows
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) lint-imports

format: $(READY) ## Put the code into its format
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

type: $(READY) ## Types
	$(RUN) mypy

lint-template: $(READY) ## The CloudFormation template, by cfn-lint, checkov and SAM
	$(LOCAL) lint-template

lock: $(READY) ## Lock the dependencies, and export what ships
	$(UV) lock
	$(UV) export -q --frozen --no-dev --no-default-groups --no-emit-project --no-header --format requirements-txt -o functions/requirements.txt

schemas: $(READY) ## Write the events' schemas and catalogue anew
	$(RUN) svarctl schemas generate

templates: $(READY) ## Write the style of the mails into their templates
	$(RUN) svarctl templates

eval: $(READY) ## Claude as writer and interviewer, on the real API (needs ANTHROPIC_API_KEY)
	$(RUN) python -m svarctl.evaluate
	$(RUN) python -m svarctl.evaluate_interviews

.PHONY: unit contract integration simulation e2e pages pictures chaos bench
unit contract: $(READY)
unit: ## Pure code, in seconds
	$(PYTEST) tests/unit -n 2 --dist worksteal

contract: ## Fakes, adapters and twins against the same expectations
	$(PYTEST) tests/contract

integration: $(READY) ## The deployed template in the embedded cloud
	$(PYTEST) tests/integration

simulation: $(READY) ## Thousands of seeded histories in virtual time
	$(PYTEST) tests/simulation -n 2

SEEDS ?= 10000
EXAMPLES ?= 2000
.PHONY: simulate search hostile years
simulate: $(READY) ## More histories: make simulate SEEDS=1000000
	$(RUN) python -m tests.simulation.run --seeds $(SEEDS)

search: $(READY) ## Any order of 50 things that breaks a promise, and the smallest: EXAMPLES=2000
	$(RUN) python -m tests.simulation.stateful --examples $(EXAMPLES)

STORIES ?= 200
hostile: $(READY) ## Hostile texts in any place, language and writer: STORIES=500 SEED=2
	$(RUN) python -m tests.simulation.every_hostile --stories $(STORIES) --seed $(or $(SEED),1)

years: $(READY) ## Two calendar years of an organisation, to out/years/result.json
	$(RUN) python -m tests.simulation.years

e2e: $(READY) ## From webhook to mailbox, real processes
	$(PYTEST) tests/e2e

pages: $(READY) debian ## The pages in a real browser
	$(PYTEST) tests/pages

pictures: $(READY) debian ## Every mail and page as people see it, light, dark, narrow, wide, to out/mail/
	$(PYTEST) tests/pages/test_looks.py --pictures

chaos: $(READY) ## 600 applications with kills, losses and doubles, counted at the mailbox
	$(RUN) svarctl chaos

cost: $(READY) ## What 1,000 applications cost in AWS, counted in the embedded cloud
	$(RUN) svarctl cost

bench: $(READY) debian-bench ## Svar beside what people use today; the README's tables come from it
	$(RUN) python -m tests.benchmarks
	$(RUN) python -m tests.benchmarks --readme
