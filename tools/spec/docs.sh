#!/bin/sh
# Builds the reference page of api/openapi.yaml as one HTML file without external resources: docs.sh <output>.
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

# The page would load one image, Redocly's logo, from another server. Replace it by an inline image of the name.
name='data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22%20width=%2260%22%20height=%2216%22%3E'
name=$name'%3Ctext%20y=%2212%22%20font-size=%2212%22%20font-family=%22sans-serif%22%3ERedocly%3C/text%3E%3C/svg%3E'
sed "s|https://cdn\.redoc\.ly/redoc/logo-mini[a-z-]*\.svg|$name|g" "$out" >"$log"
cat "$log" >"$out"
