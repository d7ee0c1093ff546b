# Run `make help` for a list of the targets. CI runs the same targets.
#
# `make help` lists a target if its line has a comment that starts with ##. A comment that starts with ##@ begins a
# group.
# Each step of `check` prints its name, then only problems.

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL: # the steps share the CPU and the module cache, and parallel steps would mix their output
.DELETE_ON_ERROR:

# A personal go.work must not change what is checked.
export GOWORK = off

GO   ?= go
PKGS ?= ./...
SOAK ?= 60s

# The supported Go releases, the oldest first: see "Go versions" in CONTRIBUTING.md.
GO_RELEASES = go1.26.8 go1.27.3
# Platforms on which developers and CI seldom run the SDK.
PLATFORMS = windows/amd64 darwin/arm64 linux/arm64

# Go tools are pinned in tools/go.mod. The go command builds a tool on first use, with the current Go release, and
# caches it. `$(TOOL) -n NAME` prints the path of the executable, for recipes that change the directory.
TOOL = $(GO) tool -modfile=$(CURDIR)/tools/go.mod
# Node.js tools are pinned in tools/spec/package-lock.json.
NODE_TOOLS := tools/spec/node_modules/.package-lock.json

# Every Go module of the repository, the root module first. A new nested module is found by its go.mod. Those in interop/
# import generated clients that are not committed.
MODULES  = . $(shell find . -mindepth 2 -name go.mod \
	-not -path '*/.*/*' -not -path '*/testdata/*' -not -path '*/node_modules/*' -not -path './interop/*' | sed 's|/go.mod$$||' | sort)
# The modules that contain Go code. tools/actionlint only pins a program.
CODE     = $(filter-out ./tools/actionlint,$(MODULES))
NESTED   = $(filter-out .,$(CODE))
GO_FILES = find . -name '*.go' -not -path '*/.*/*' -not -path '*/node_modules/*' -not -path './interop/*/generated/*'

STEP    = @printf '==> %s\n'
SUMMARY = --no-color --format pkgname --format-hide-empty-pkg

##@ Development

.PHONY: help
help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z][a-z0-9-]*:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: generate
generate: ## generate all Go code from api/openapi.yaml
	$(STEP) $@
	@for m in $(CODE); do $(GO) -C "$$m" generate ./... || exit 1; done

.PHONY: test
test: ## run the tests of the root module (PKGS=./customers/...)
	$(STEP) $@
	@$(GO) test $(PKGS)

FUZZTIME ?= 30s

.PHONY: fuzz
fuzz: ## run each fuzz target in turn (FUZZTIME=30s for each)
	$(STEP) $@
	@targets=$$($(GO) test -list '^Fuzz' ./...) || { printf '%s\n' "$$targets" >&2; exit 1; }; \
		printf '%s\n' "$$targets" | awk '/^Fuzz/ { f[n++] = $$1 } /^ok/ { for (i = 0; i < n; i++) print $$2, f[i]; n = 0 }' | \
		while read -r pkg name; do \
			echo "    $$name"; \
			out=$$($(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "$$pkg" 2>&1 </dev/null) || \
				{ printf '%s\n' "$$out" >&2; exit 1; }; \
		done

.PHONY: soak
soak: ## run 64 goroutines against a failing server under the race detector (SOAK=60s)
	$(STEP) $@
	@CGO_ENABLED=1 SOAK=$(SOAK) $(GO) -C internal/faulttest test -race -count=1 -timeout=24h -v -run='^TestSoak$$' .

COUNT ?= 10
BENCH ?= .
RAW    = $(CURDIR)/.cache/bench

.PHONY: bench
bench: ## compare with other clients, write bench/RESULTS.md (COUNT=10; BENCH=Get only prints)
	$(STEP) $@
	@mkdir -p $(RAW)
	@for release in $(GO_RELEASES); do \
		GOTOOLCHAIN=$$release $(GO) -C bench test -c -o $(RAW)/$$release.test . || exit 1; done
	@$(GO) -C bench build -o $(RAW)/run ./run
	@$(RAW)/run -count $(COUNT) -bench '$(BENCH)' $(GO_RELEASES:%=$(RAW)/%.test) >$(RAW)/raw.txt
	@$(TOOL) benchstat -table goversion,.name -row '/list /n@num /acc@num' -col /client $(RAW)/raw.txt >$(RAW)/benchstat.txt
	@if [ '$(BENCH)' = . ]; then $(GO) -C bench run ./report -raw $(RAW)/raw.txt -benchstat $(RAW)/benchstat.txt; \
		else cat $(RAW)/benchstat.txt; fi # RESULTS.md needs all benchmarks

.PHONY: lint fmt
lint: ## run golangci-lint in every module
fmt: ## format the code, and fix what the linters can fix
fmt: FIX = --fix
lint fmt:
	$(STEP) $@
	@lint=$$($(TOOL) -n golangci-lint) && "$$lint" config verify && \
		for m in $(CODE); do (cd "$$m" && "$$lint" run $(FIX) --config "$(CURDIR)/.golangci.yml" ./...) || exit 1; done

.PHONY: spec-change
spec-change: $(NODE_TOOLS) ## after a change of the spec: lint, diff, generate, compile, test, list what is open (BASE=<git ref>)
	$(STEP) $@
	@oasdiff=$$($(TOOL) -n oasdiff) && \
		GO="$(GO)" OASDIFF="$$oasdiff" $(GO) -C tools run ./change -C .. -base '$(BASE)' -packages '$(PKGS)'

.PHONY: docs
docs: $(NODE_TOOLS) ## build the API reference as one HTML file, .cache/docs/index.html
	$(STEP) $@
	@sh tools/spec/docs.sh .cache/docs/index.html

STEPS = drift mod gofmt vet lint spec-lint spec-diff api-diff docs licenses-check workflows \
	platforms releases budgets

.PHONY: check
check: CASES = 40
check: $(STEPS) ## run everything that CI runs
	@$(MAKE) interop CASES=$(CASES) \
		SUITE='typescript typescript-hey-api go-oapi-codegen schemathesis gateways'
	@$(MAKE) race

##@ Steps of check, in addition to lint, docs and interop

.PHONY: drift
drift: ## check that the generated code matches the spec
	$(STEP) $@
	@GO="$(GO)" sh tools/drift.sh

.PHONY: mod
mod: ## check that go.mod and go.sum are tidy and verified, in every module
	$(STEP) $@
	@for m in $(MODULES); do \
		$(GO) -C "$$m" mod verify >/dev/null || { echo "mod: $$m: go mod verify failed" >&2; exit 1; }; \
		$(GO) -C "$$m" mod tidy -diff || { echo "mod: run 'go mod tidy' in $$m" >&2; exit 1; }; \
	done

.PHONY: gofmt
gofmt: ## check that all Go files are formatted
	$(STEP) $@
	@bad=$$($(GO_FILES) -exec gofmt -l {} +) && [ -z "$$bad" ] || \
		{ printf '%s\n' "$$bad" "gofmt: run 'make fmt'" >&2; exit 1; }

.PHONY: vet
vet: ## run go vet in every module
	$(STEP) $@
	@for m in $(CODE); do $(GO) -C "$$m" vet ./... || exit 1; done

.PHONY: spec-lint
spec-lint: $(NODE_TOOLS) ## lint api/openapi.yaml with kin-openapi, Redocly, Spectral and oasdiff
	$(STEP) $@
	@oasdiff=$$($(TOOL) -n oasdiff) && GO="$(GO)" OASDIFF="$$oasdiff" sh tools/spec/lint.sh

.PHONY: spec-diff
spec-diff: ## check that a breaking change of the spec raises its version (BASE=<git ref>, default tools/baseline)
	$(STEP) $@
	@oasdiff=$$($(TOOL) -n oasdiff) && GO="$(GO)" OASDIFF="$$oasdiff" sh tools/baseline.sh spec $(BASE)

.PHONY: api-diff
api-diff: ## check that the changelog lists breaking changes of the Go API (BASE=<git ref>, default tools/baseline)
	$(STEP) $@
	@GO="$(GO)" sh tools/baseline.sh api $(BASE)

.PHONY: licenses-check
licenses-check: ## check that THIRD_PARTY_LICENSES.md is up to date and every license in it is allowed
	$(STEP) $@
	@$(GO) -C tools run ./licenses -C .. -check

.PHONY: workflows
workflows: ## check .github/workflows with actionlint, and that every action is pinned to a commit
	$(STEP) $@
	@$(GO) tool -modfile=tools/actionlint/go.mod actionlint -shellcheck= -pyflakes= .github/workflows/*.yml
	@bad=$$(grep -nE '^[^#]*uses:' .github/workflows/*.yml | grep -vE 'uses: [^@ ]+@[0-9a-f]{40} # v[0-9]') && \
		{ printf '%s\n' "$$bad" "workflows: write uses: owner/action@<40 hex digits> # v1.2.3" >&2; exit 1; } || true

.PHONY: platforms
platforms: ## vet the root module for other platforms, and test customers as a 32-bit program
	$(STEP) $@
	@for p in $(PLATFORMS); do GOOS=$${p%/*} GOARCH=$${p#*/} $(GO) vet ./... || { echo "platforms: $$p" >&2; exit 1; }; done
	@if [ "$$($(GO) env GOHOSTOS)/$$($(GO) env GOHOSTARCH)" = linux/amd64 ]; then \
			out=$$(GOARCH=386 $(GO) test ./customers/... 2>&1) || { printf '%s\n' "$$out" "platforms: linux/386" >&2; exit 1; }; \
		else echo "    this machine does not run linux/386, so customers is not tested there"; fi

# with_release runs $(1) with each supported Go release, and prints its output if it fails, or the part that $(2) selects.
define with_release
	@for release in $(GO_RELEASES); do \
		echo "    $$release"; export GOTOOLCHAIN=$$release; \
		$(GO) version >/dev/null || { echo "$@: $$release is not installed and cannot be downloaded" >&2; exit 1; }; \
		out=$$($(1) 2>&1) || { printf '%s\n' "$$out" "$@: $$release" >&2; exit 1; }; \
		printf '%s\n' "$$out" | sed -n '$(2)'; \
	done
endef

.PHONY: releases
releases: ## run the tests of the root module with each supported Go release
	$(STEP) $@
	$(call with_release,$(GO) test ./...)

.PHONY: budgets
budgets: ## check what an importer pays with each Go release: packages, modules, bytes, memory, allocations
	$(STEP) $@
	$(call with_release,$(GO) test -count=1 -v ./internal/budget,s/^ *[a-z_]*_test\.go:[0-9]*:/      /p)

.PHONY: race
race: ## run the tests of every module under the race detector, the root module last
	$(STEP) $@
	@gotestsum=$$($(TOOL) -n gotestsum) && \
		for m in $(NESTED) .; do (cd "$$m" && CGO_ENABLED=1 "$$gotestsum" $(SUMMARY) -- -race ./...) || exit 1; done

##@ Interoperability (interop/README.md)

SUITES = $(patsubst interop/%/run.sh,%,$(wildcard interop/*/run.sh))
SUITE ?= all
# The number of requests that Schemathesis generates for each operation. The other suites ignore it.
CASES ?= 600

.PHONY: interop
interop: ## run clients in other languages, other tools and gateways (SUITE=python, default all; CASES=600)
	@for s in $(if $(filter all,$(SUITE)),$(SUITES),$(SUITE)); do \
		printf '==> interop %s\n' "$$s"; \
		GO="$(GO)" "interop/$$s/run.sh" $(CASES) || exit 1; \
	done

.PHONY: gateways
gateways: ## check that ids arrive unchanged behind nginx, Apache and HAProxy
	@$(MAKE) interop SUITE=gateways

##@ Release

VULNDB ?= https://vuln.go.dev
# An existing directory is made absolute, because the program runs in tools/.
DB = $(if $(wildcard $(VULNDB)/.),$(abspath $(VULNDB)),$(VULNDB))

.PHONY: release-check
release-check: ## check that this commit can be released, and build what is published with it (VERSION=v0.1.0)
	$(STEP) $@
	@gorelease=$$($(TOOL) -n gorelease) && \
		$(GO) -C tools run ./release -C .. -version '$(VERSION)' -gorelease "$$gorelease" -go '$(GO_RELEASES)'

.PHONY: baseline
baseline: ## write tools/baseline, what spec-diff and api-diff compare with (VERSION=v0.1.0, empty before the first release)
	$(STEP) $@
	@oasdiff=$$($(TOOL) -n oasdiff) && GO="$(GO)" OASDIFF="$$oasdiff" sh tools/baseline.sh write $(VERSION)

.PHONY: release-test
release-test: ## test release-check on a copy of the repository that has a nested module and an earlier version
	$(STEP) $@
	@gorelease=$$($(TOOL) -n gorelease) && \
		GORELEASE="$$gorelease" GO_RELEASES='$(GO_RELEASES)' \
		$(GO) -C tools test -count=1 -timeout=60m -run '^TestReleasable$$' ./release

.PHONY: vuln
vuln: ## run govulncheck in every module (VULNDB=<URL or directory>)
	$(STEP) $@
	@for m in $(CODE); do $(GO) -C tools run ./vuln -C "$(CURDIR)/$$m" -db '$(DB)' || exit 1; done

.PHONY: licenses
licenses: ## write THIRD_PARTY_LICENSES.md
	$(STEP) $@
	@$(GO) -C tools run ./licenses -C ..

##@ Housekeeping

.PHONY: tools
tools: $(NODE_TOOLS) ## build and install all tools now instead of on first use
	@for t in $$($(GO) -C tools list tool); do $(TOOL) -n "$$t" >/dev/null || exit 1; done
	@$(GO) tool -n -modfile=tools/actionlint/go.mod actionlint >/dev/null

.PHONY: spec-tools
spec-tools: $(NODE_TOOLS) # the tools that the tests in internal/spectest need
	@$(TOOL) -n oasdiff >/dev/null
	@$(GO) -C tools build -o /dev/null ./api

.PHONY: clean
clean: ## remove what make installed and built
	@rm -rf .cache tools/spec/node_modules $(addprefix interop/*/,node_modules generated build .venv target .pytest_cache \
		.mypy_cache .hypothesis .schemathesis)

$(NODE_TOOLS): tools/spec/package.json tools/spec/package-lock.json
	@printf '==> install the Node.js tools of the spec (once)\n'
	@command -v npm >/dev/null || { echo "npm is not on PATH: install Node.js 20.19 or newer" >&2; exit 1; }
	@npm ci --prefix tools/spec --ignore-scripts --loglevel=error >/dev/null
	@touch $@
