# The index of commands. The work is in scripts/ and in the Rust program in xtask/.

.PHONY: help run test bench soak

help: ## Lists these commands
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile

run: ## Installs what is missing, builds, loads the demo world and serves it
	@scripts/run

test: ## Formatting, lints and every test, on both databases and in the browser
	@scripts/test

bench: ## Measures the release build and writes target/bench/report.json
	@scripts/bench

soak: ## Runs the property tests, the simulation and the random walk for longer (SOAK=20 times the usual)
	@scripts/soak
