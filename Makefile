# The commands of pbft-lab. Each brings what it needs on a bare machine, works alone, and is quick the second time.
.DEFAULT_GOAL := help
.PHONY: help setup build serve check test bench size soak hunt mutants screenshots dist docs new-scene new-strategy

help: ## list these commands
	@sed -n 's/^\([a-z-]*\): .*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: ## install everything that is missing: wasm32 target, wasm-pack, npm packages, browsers
	@scripts/setup.sh

build: ## build the engine: `wasm-pack build` into pkg/
	@scripts/build.sh

serve: ## build all and serve the page at http://127.0.0.1:8080 (PORT=8081 for another)
	@scripts/serve.sh

check: ## quick checks of what changed: format, lints, tidy, types, unit tests
	@scripts/check.sh

test: ## run every check and test, in Chromium and Firefox too
	@scripts/test.sh

bench: ## measure the engine's speed
	@scripts/bench.sh

size: ## report what the engine and the page weigh, by crate, module, instance and file
	@scripts/size.sh

soak: ## run 100,000 random worlds of nine profiles and check every invariant (PROFILE=slow SEED=0 WORLDS=1000)
	@scripts/soak.sh $(if $(PROFILE),--profile $(PROFILE)) $(if $(SEED)$(WORLDS),$(or $(SEED),0) $(WORLDS))

hunt: ## search for a violation and shrink it (MUTANT=M20 SCHEDULER=views SEED=0 EXECUTIONS=100000)
	@scripts/hunt.sh $(if $(MUTANT),--mutant $(MUTANT)) $(if $(SCHEDULER),--scheduler $(SCHEDULER)) $(if $(SEED)$(EXECUTIONS),$(or $(SEED),0) $(EXECUTIONS))

mutants: ## search with each rule removed, and write the table of docs/mutants.md (EXECUTIONS=2000)
	@scripts/mutants.sh $(EXECUTIONS)

screenshots: ## make the pictures of the docs again
	@scripts/screenshots.sh

dist: ## build the page for publishing and the element's npm package into www/dist
	@scripts/dist.sh

docs: ## build the documentation site into target/book/site
	@scripts/docs.sh

new-scene: ## write the files of a new scene: NAME=lost-commit
	@scripts/new-scene.sh "$(NAME)"

new-strategy: ## write the files of a new strategy: NAME=late-commit CODE=B17
	@scripts/new-strategy.sh "$(NAME)" $(CODE)
