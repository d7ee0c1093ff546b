#!/bin/sh
# Runs the steps after a change of api/openapi.yaml: lint, diff, generate, compile, test. Each step prints its result
# and what to do. The script stops at a failed step that the next steps depend on. make sets GO, OASDIFF and TESTS, the
# packages to test: change.sh [git ref to compare with].
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
	todo 'fix api/openapi.yaml; no code was generated'
	exit 1
fi
echo '  no problem found'

step '2/5 diff'
announced=yes
sh "$here/diff.sh" "$@" 2>&1 || announced=no
[ "$announced" = yes ] || todo 'raise info.version or undo the change; the next steps show its effect on this module'

step '3/5 generate'
sums >"$scratch/before"
if ! "$GO" generate ./... >"$scratch/log" 2>&1; then
	found "$scratch/log"
	todo 'change api/openapi.yaml so that the generator supports it'
	exit 1
fi
sums >"$scratch/after"
diff "$scratch/before" "$scratch/after" | sed -n 's|^> .* \./|  regenerated: |p' >"$scratch/written"
cat "$scratch/written"
[ -s "$scratch/written" ] || echo '  the generated code is unchanged'
[ ! -s "$scratch/written" ] || todo 'commit the generated code together with the document'

step '4/5 compile'
if ! "$GO" vet ./... >"$scratch/log" 2>&1; then
	sed '/^#/d; s/^vet: //' "$scratch/log" | awk '!seen[$0]++ { print "    " $0 }' # vet reports a package and its tests
	todo 'fix the compile errors where wire types are converted: customers/convert.go, internal/sandbox/record.go'
	exit 1
fi
echo '  all packages compile'

step '5/5 test'
# shellcheck disable=SC2086 # TESTS is a list
if ! "$GO" test ${TESTS:-./...} >"$scratch/log" 2>&1; then
	grep -E '^ *--- FAIL|^FAIL|^ +[a-z_0-9]+_test\.go:[0-9]+:' "$scratch/log" | head -n 60 | sed 's/^/    /'
	todo 'adapt facade, sandbox, customerstest and their tests to the document'
	exit 1
fi
echo '  all tests pass'

step 'done'
if [ "$announced" = no ]; then
	todo 'raise info.version: the change breaks clients'
	exit 1
fi
todo "add a line to CHANGELOG.md, then run 'make check'"
