# Caseboard: `make run` to see it, `make test` to trust it. The work itself is in .ci/, one script per subject.

TARGET := $(or $(CARGO_TARGET_DIR),target)
export PATH := $(HOME)/.cargo/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run build site test bench fmt lint clean

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: build ## build everything, start the demo clinic, print its address and how to sign in
	@$(TARGET)/release/caseboard demo --site target/site $(ARGS)

build: site ## the server in release, and the site it serves
	@cargo program

site: ## what a browser downloads: WASM, script, styles, in target/site
	@.ci/setup run
	@.ci/site

test: ## everything: format, lints, unit, property, both databases, HTTP, sockets, a real browser
	@.ci/test

bench: ## the benchmarks, each printing a table
	@.ci/bench

fmt: ## format the Rust code
	@cargo fmt --all

lint: ## clippy, warnings as errors, for the server and for the browser
	@.ci/lint

clean: ## remove what was built (not the data, not the tools)
	@rm -rf target .ci/node_modules end2end/node_modules
