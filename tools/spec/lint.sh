#!/bin/sh
# Holds api/openapi.yaml against four linters and prints what they find, each finding with its line. Make sets GO and
# OASDIFF; the Node programs are those of package-lock.json.
set -eu

GO=${GO:-go}
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
spec=api/openapi.yaml
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true # a build tells nobody that it runs

log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM
bad=0

# linter name command... is quiet when the linter has nothing to say
linter() {
	name=$1
	shift
	"$@" >"$log" 2>&1 && return
	bad=1
	echo "spec-lint: $name finds in $spec:" >&2
	grep -v '^exit status ' "$log" >&2 # which go run adds
}

redocly() { # its banners go to stderr, its findings to stdout; without findings it failed in another way
	"$here/node_modules/.bin/redocly" lint --config "$here/redocly.yaml" --format=stylish "$spec" 2>"$log.err" || {
		[ -s "$log" ] || cat "$log.err"
		rm -f "$log.err"
		return 1
	}
	rm -f "$log.err"
}

linter kin-openapi "$GO" run ./internal/speccheck "$spec"
[ "$bad" -eq 0 ] || exit 1 # what the others say of a broken document only hides the reason
linter Redocly redocly
linter Spectral "$here/node_modules/.bin/spectral" lint --ruleset "$here/spectral.yaml" --fail-severity hint --format text "$spec"
linter oasdiff "$OASDIFF" validate --color never --fail-on INFO "$spec"
exit "$bad"
