#!/bin/sh
# Walks a maintainer through a change of api/openapi.yaml: lint, diff, generate, what no longer compiles, tests. Each
# step says what it found and what to do; the walk ends at a step whose failure makes the next ones pointless. Make sets
# GO, OASDIFF and TESTS, the packages to test: change.sh [git ref to compare with].
set -eu

GO=${GO:-go}
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

step() { printf '\n%s\n' "$1"; }
found() { sed 's/^/    /' "$1"; }
todo() { echo "  to do: $*"; }
sums() { find . -name '*.gen.go' -not -path '*/.*/*' -exec cksum {} + | sort; }

step '1/5 lint'
if ! sh "$here/lint.sh" >"$scratch/log" 2>&1; then
	found "$scratch/log"
	todo 'mend api/openapi.yaml; nothing was generated'
	exit 1
fi
echo '  the document is clean'

step '2/5 diff'
announced=yes
sh "$here/diff.sh" "$@" 2>&1 || announced=no
[ "$announced" = yes ] || todo 'raise info.version, or undo what breaks; what follows shows what it means for this module'

step '3/5 generate'
sums >"$scratch/before"
if ! "$GO" generate ./... >"$scratch/log" 2>&1; then
	found "$scratch/log"
	todo 'see that api/openapi.yaml says what the generator can say in Go'
	exit 1
fi
sums >"$scratch/after"
diff "$scratch/before" "$scratch/after" | sed -n 's|^> .* \./|  written anew: |p' >"$scratch/written"
cat "$scratch/written"
[ -s "$scratch/written" ] || echo '  the generated code stays as it is'
[ ! -s "$scratch/written" ] || todo 'commit it together with the document'

step '4/5 compile'
if ! "$GO" vet ./... >"$scratch/log" 2>&1; then
	sed '/^#/d; s/^vet: //' "$scratch/log" | awk '!seen[$0]++ { print "    " $0 }' # vet says it of a package and of its tests
	todo 'follow the compiler: the facade converts in customers/convert.go, the sandbox in internal/sandbox/record.go'
	exit 1
fi
echo '  everything compiles'

step '5/5 test'
# shellcheck disable=SC2086 # TESTS is a list
if ! "$GO" test ${TESTS:-./...} >"$scratch/log" 2>&1; then
	grep -E '^ *--- FAIL|^FAIL|^ +[a-z_0-9]+_test\.go:[0-9]+:' "$scratch/log" | head -n 60 | sed 's/^/    /'
	todo 'change facade, sandbox, customerstest and their tests to what the document says now'
	exit 1
fi
echo '  the tests pass'

step 'done'
if [ "$announced" = no ]; then
	todo 'raise info.version: clients break, and the document does not say so'
	exit 1
fi
todo "a line in CHANGELOG.md, then 'make check'"
