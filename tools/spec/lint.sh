#!/bin/sh
# Checks api/openapi.yaml with four linters and prints their findings with line numbers. make sets GO and OASDIFF, the
# path of oasdiff; the Node.js programs are pinned in package-lock.json.
set -eu

GO=${GO:-go}
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
spec=api/openapi.yaml
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true # no usage reports, no update checks

log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM
failed=0

# linter NAME COMMAND... runs a linter and prints its output only if it fails.
linter() {
	name=$1
	shift
	"$@" >"$log" 2>&1 && return
	failed=1
	echo "spec-lint: $name reports problems in $spec:" >&2
	grep -v '^exit status ' "$log" >&2 # go run adds the exit status
}

redocly() { # writes findings to stdout, banners and other errors to stderr
	"$here/node_modules/.bin/redocly" lint --config "$here/redocly.yaml" --format=stylish "$spec" 2>"$log.err" || {
		[ -s "$log" ] || cat "$log.err"
		rm -f "$log.err"
		return 1
	}
	rm -f "$log.err"
}

linter kin-openapi "$GO" run ./internal/speccheck "$spec"
[ "$failed" -ne 0 ] || linter 'kin-openapi (plain variant)' "$GO" run ./internal/speccheck api/openapi-plain.yaml
[ "$failed" -eq 0 ] || exit 1 # the other linters only repeat the problems of an invalid document
linter Redocly redocly
linter Spectral "$here/node_modules/.bin/spectral" lint --ruleset "$here/spectral.yaml" --fail-severity hint --format text "$spec"
linter oasdiff "$OASDIFF" validate --color never --fail-on INFO "$spec"
exit "$failed"
