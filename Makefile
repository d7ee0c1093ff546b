# The front door. `make help` lists it; CI runs the same targets.
#
# A target is listed when its line carries a comment with two #; a comment with ##@ starts a group.
# A step of `check` prints one line with its name, then only what is wrong.

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL: # steps share two cores and the module cache; side by side they only hide each other's output
.DELETE_ON_ERROR:

GO   ?= go
PKGS ?= ./...
SOAK ?= 60s

# Tools are built from tools/go.mod, one set for each Go version, because a linter must be built by the Go it checks.
BIN       := $(CURDIR)/.cache/bin/$(shell $(GO) env GOVERSION 2>/dev/null)
LINT      := $(BIN)/golangci-lint
GOTESTSUM := $(BIN)/gotestsum
BENCHSTAT := $(BIN)/benchstat
OASDIFF   := $(BIN)/oasdiff
APIDIFF   := $(BIN)/apidiff
# Those that are Node programs come from tools/spec/package-lock.json.
NODE_TOOLS := tools/spec/node_modules/.package-lock.json
ACTIONLINT := $(BIN)/actionlint
GORELEASE := $(BIN)/gorelease

# Every module of the repository, the root first. A nested module is checked as soon as its go.mod is there.
MODULES  = . $(shell find . -mindepth 2 -name go.mod \
	-not -path '*/.*/*' -not -path '*/testdata/*' -not -path '*/node_modules/*' | sed 's|/go.mod$$||' | sort)
# Those with Go code of their own: tools/actionlint only pins a program.
CODE     = $(filter-out ./tools/actionlint,$(MODULES))
NESTED   = $(filter-out .,$(CODE))
GO_FILES = find . -name '*.go' -not -path '*/.*/*' -not -path '*/node_modules/*'

STEP    = @printf '==> %s\n'
SUMMARY = --no-color --format pkgname --format-hide-empty-pkg

##@ Every day

.PHONY: help
help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z][a-z0-9-]*:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: generate
generate: ## regenerate all Go code from api/openapi.yaml
	$(STEP) generate
	@for m in $(CODE); do $(GO) -C "$$m" generate ./... || exit 1; done

.PHONY: test
test: ## run the tests (PKGS=./customers/... narrows)
	$(STEP) test
	@$(GO) test $(PKGS)

FUZZTIME ?= 30s

.PHONY: fuzz
fuzz: ## run every fuzz target, one after the other (FUZZTIME=30s each)
	$(STEP) fuzz
	@targets=$$($(GO) test -list '^Fuzz' ./...) || { printf '%s\n' "$$targets" >&2; exit 1; }; \
		printf '%s\n' "$$targets" | awk '/^Fuzz/ { f[n++] = $$1 } /^ok/ { for (i = 0; i < n; i++) print $$2, f[i]; n = 0 }' | \
		while read -r pkg name; do \
			echo "    $$name"; \
			out=$$($(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "$$pkg" 2>&1 </dev/null) || \
				{ printf '%s\n' "$$out" >&2; exit 1; }; \
		done

.PHONY: soak
soak: ## 64 goroutines for 60 s under -race, with faults (SOAK=60s)
	$(STEP) soak
	@CGO_ENABLED=1 SOAK=$(SOAK) $(GO) -C internal/faulttest test -race -count=1 -timeout=24h -v -run='^TestSoak$$' .

COUNT ?= 10
BENCH ?= .
RAW    = $(CURDIR)/.cache/bench

.PHONY: bench
bench: $(BENCHSTAT) ## measure against other clients, write bench/RESULTS.md (COUNT=10; BENCH=Get only looks)
	$(STEP) bench
	@mkdir -p $(RAW)
	@$(GO) -C bench test -c -o $(RAW)/bench.test .
	@$(GO) -C bench build -o $(RAW)/run ./run
	@$(RAW)/run -binary $(RAW)/bench.test -count $(COUNT) -bench '$(BENCH)' >$(RAW)/raw.txt
	@$(BENCHSTAT) -table .name -row '/n@num /acc@num' -col /client $(RAW)/raw.txt >$(RAW)/benchstat.txt
	@if [ '$(BENCH)' = . ]; then $(GO) -C bench run ./report -raw $(RAW)/raw.txt -benchstat $(RAW)/benchstat.txt; \
		else cat $(RAW)/benchstat.txt; fi # a part of the results is no results

.PHONY: lint
lint: $(LINT) ## run golangci-lint over every module
	$(STEP) lint
	@$(LINT) config verify
	@for m in $(CODE); do (cd "$$m" && $(LINT) run --config "$(CURDIR)/.golangci.yml" ./...) || exit 1; done

.PHONY: fmt
fmt: $(LINT) ## format the code, and fix what the linters can fix
	$(STEP) fmt
	@for m in $(CODE); do (cd "$$m" && $(LINT) run --fix --config "$(CURDIR)/.golangci.yml" ./...) || exit 1; done

.PHONY: spec-change
spec-change: $(NODE_TOOLS) $(OASDIFF) ## after an edit of the spec: lint, diff, generate, compile, test (BASE=<git ref>)
	$(STEP) spec-change
	@GO="$(GO)" OASDIFF=$(OASDIFF) TESTS="$(PKGS)" sh tools/spec/change.sh $(BASE)

.PHONY: docs
docs: $(NODE_TOOLS) ## build the reference of the spec as one HTML file, .cache/docs/index.html
	$(STEP) docs
	@sh tools/spec/docs.sh .cache/docs/index.html

.PHONY: check
check: drift mod gofmt vet lint spec-lint spec-diff api-diff docs licence-check workflows budgets
check: interop-ts schemathesis race ## everything CI checks; the race tests come last
check: CASES = 40

##@ The steps of check

.PHONY: drift
drift: ## generated code is what the spec generates
	$(STEP) drift
	@GO="$(GO)" sh tools/drift.sh

.PHONY: mod
mod: ## go.mod and go.sum are tidy and verified, in every module
	$(STEP) mod
	@for m in $(MODULES); do \
		$(GO) -C "$$m" mod verify >/dev/null || { echo "mod: $$m: go mod verify failed" >&2; exit 1; }; \
		$(GO) -C "$$m" mod tidy -diff || { echo "mod: run 'go mod tidy' in $$m" >&2; exit 1; }; \
	done

.PHONY: gofmt
gofmt: ## all Go files are formatted
	$(STEP) gofmt
	@bad=$$($(GO_FILES) -exec gofmt -l {} +) && [ -z "$$bad" ] || \
		{ printf '%s\n' "$$bad" "gofmt: run 'make fmt'" >&2; exit 1; }

.PHONY: vet
vet: ## go vet, in every module
	$(STEP) vet
	@for m in $(CODE); do $(GO) -C "$$m" vet ./... || exit 1; done

.PHONY: spec-lint
spec-lint: $(NODE_TOOLS) $(OASDIFF) ## api/openapi.yaml is clean for kin-openapi, Redocly, Spectral and oasdiff
	$(STEP) spec-lint
	@GO="$(GO)" OASDIFF=$(OASDIFF) sh tools/spec/lint.sh

.PHONY: spec-diff
spec-diff: $(OASDIFF) ## no breaking change of the spec but with its version (BASE=<git ref>, else the last release)
	$(STEP) spec-diff
	@OASDIFF=$(OASDIFF) sh tools/spec/diff.sh $(BASE)

.PHONY: api-diff
api-diff: $(APIDIFF) ## no breaking change of the Go API but in the changelog (BASE=<git ref>, else the last release)
	$(STEP) api-diff
	@APIDIFF=$(APIDIFF) sh tools/apidiff.sh $(BASE)

.PHONY: licence-check
licence-check: ## THIRD_PARTY_LICENSES.md is up to date, and every licence in it is permissive
	$(STEP) licence-check
	@$(GO) -C tools run ./licenses -C .. -check

.PHONY: workflows
workflows: $(ACTIONLINT) ## .github/workflows is valid, and every action is pinned to a commit
	$(STEP) workflows
	@$(ACTIONLINT) -shellcheck= -pyflakes= .github/workflows/*.yml
	@bad=$$(grep -nE '^[^#]*uses:' .github/workflows/*.yml | grep -vE 'uses: [^@ ]+@[0-9a-f]{40} # v[0-9]') && \
		{ printf '%s\n' "$$bad" "workflows: write uses: owner/action@<40 hex digits> # v1.2.3" >&2; exit 1; } || true

.PHONY: budgets
budgets: ## what an importer pays: packages, go.mod, bytes, memory
	$(STEP) budgets
	@out=$$($(GO) test -count=1 -v ./internal/budget 2>&1) || { printf '%s\n' "$$out" >&2; exit 1; }; \
		printf '%s\n' "$$out" | sed -n 's/^ *[a-z_]*_test\.go:[0-9]*:/   /p'

.PHONY: race
race: $(GOTESTSUM) ## run all tests under the race detector, the root module's last
	$(STEP) race
	@for m in $(NESTED) .; do (cd "$$m" && CGO_ENABLED=1 $(GOTESTSUM) $(SUMMARY) -- -race ./...) || exit 1; done

##@ Outsiders: other languages and tools that no one here wrote (interop/README.md)

.PHONY: interop
interop: interop-ts interop-python interop-java interop-rust ## clients in four languages against the sandbox

.PHONY: interop-ts
interop-ts: ## TypeScript: openapi-typescript and openapi-fetch
	$(STEP) interop-ts
	@GO="$(GO)" interop/typescript/run.sh

.PHONY: interop-python
interop-python: ## Python: openapi-python-client, mypy --strict
	$(STEP) interop-python
	@GO="$(GO)" interop/python/run.sh

.PHONY: interop-java
interop-java: ## Java: openapi-generator, javac -Xlint:all -Werror
	$(STEP) interop-java
	@GO="$(GO)" interop/java/run.sh

.PHONY: interop-rust
interop-rust: ## Rust: progenitor, clippy without a warning
	$(STEP) interop-rust
	@GO="$(GO)" interop/rust/run.sh

.PHONY: conformance
conformance: schemathesis prism ## tools that know the spec only, against the sandbox and package customers

# Generated requests for each operation: 600 make over 2,000 cases, 40 are enough for CI.
CASES ?= 600

.PHONY: schemathesis
schemathesis: ## Schemathesis against the sandbox (CASES=40 for a short one)
	$(STEP) schemathesis
	@GO="$(GO)" interop/schemathesis/run.sh $(CASES)

.PHONY: prism
prism: ## package customers against Prism, as a mock and as a proxy
	$(STEP) prism
	@GO="$(GO)" interop/prism/run.sh

##@ Release

VULNDB ?= https://vuln.go.dev
# A directory is one as seen from here.
DB = $(if $(wildcard $(VULNDB)/.),$(abspath $(VULNDB)),$(VULNDB))

.PHONY: release-check
release-check: $(GORELEASE) ## can this commit be released? (VERSION=v0.1.0)
	$(STEP) release-check
	@$(GO) -C tools run ./release -C .. -version '$(VERSION)' -gorelease $(GORELEASE)

.PHONY: release-test
release-test: $(GORELEASE) ## try release-check itself on a copy, with a nested module and a version before
	$(STEP) release-test
	@GORELEASE=$(GORELEASE) $(GO) -C tools test -count=1 -run '^TestReleasable$$' ./release

.PHONY: vuln
vuln: ## does an importer link a known vulnerability? (VULNDB=URL or directory)
	$(STEP) vuln
	@for m in $(CODE); do $(GO) -C tools run ./vuln -C "$(CURDIR)/$$m" -db '$(DB)' || exit 1; done

.PHONY: licenses
licenses: ## write THIRD_PARTY_LICENSES.md anew
	$(STEP) licenses
	@$(GO) -C tools run ./licenses -C ..

##@ Housekeeping

.PHONY: tools
tools: $(LINT) $(GOTESTSUM) $(BENCHSTAT) $(ACTIONLINT) $(GORELEASE) spec-tools ## build and install the tools

.PHONY: spec-tools
spec-tools: $(OASDIFF) $(APIDIFF) $(NODE_TOOLS) # those that the tests of internal/spectest need

.PHONY: clean
clean: ## remove what make built
	@rm -rf .cache tools/spec/node_modules $(addprefix interop/*/,node_modules generated build .venv target .pytest_cache \
		.mypy_cache .hypothesis .schemathesis)

$(LINT): PKG := github.com/golangci/golangci-lint/v2/cmd/golangci-lint
$(GOTESTSUM): PKG := gotest.tools/gotestsum
$(BENCHSTAT): PKG := golang.org/x/perf/cmd/benchstat
$(OASDIFF): PKG := github.com/oasdiff/oasdiff
$(APIDIFF): PKG := golang.org/x/exp/cmd/apidiff
$(GORELEASE): PKG := golang.org/x/exp/cmd/gorelease
$(LINT) $(GOTESTSUM) $(BENCHSTAT) $(OASDIFF) $(APIDIFF) $(GORELEASE): tools/go.mod tools/go.sum
	@printf '==> build %s (once)\n' $(@F)
	@$(GO) -C tools build -o $@ $(PKG)
	@touch $@ # an up-to-date binary keeps its old time otherwise

$(NODE_TOOLS): tools/spec/package.json tools/spec/package-lock.json
	@printf '==> install the Node tools of the spec (once)\n'
	@command -v npm >/dev/null || { echo "npm is not on PATH: install Node.js 20.19 or newer" >&2; exit 1; }
	@npm ci --prefix tools/spec --ignore-scripts --loglevel=error >/dev/null
	@touch $@

$(ACTIONLINT): tools/actionlint/go.mod tools/actionlint/go.sum
	@printf '==> build %s (once)\n' $(@F)
	@$(GO) -C tools/actionlint build -o $@ github.com/rhysd/actionlint/cmd/actionlint
	@touch $@
