#!/bin/sh
# Builds the reference of api/openapi.yaml as one HTML file that fetches nothing, for publishing: docs.sh <output>.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=$1
mkdir -p "$(dirname "$out")"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
"$here/node_modules/.bin/redocly" build-docs "$here/../../api/openapi.yaml" --config "$here/redocly.yaml" \
	--inlineBundle --template "$here/page.hbs" --title 'LedgerLink customers API' --output "$out" >"$log" 2>&1 ||
	{ cat "$log" >&2; exit 1; }
