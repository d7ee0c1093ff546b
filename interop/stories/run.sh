#!/bin/sh
# Runs the story files and the Postman collection against the sandbox. If the collection is not that of the spec, run.sh
# writes it and fails.
set -eu
cd "$(dirname "$0")"
version=6.1.1 # the newest for Rust 1.89
hurl=../../.cache/hurl-$version
../debian.sh pkg-config libcurl4-openssl-dev libxml2-dev
[ -x "$hurl/bin/hurl" ] || ../quietly.sh cargo install --locked --quiet --root "$hurl" --version "$version" hurl
../quietly.sh npm ci --ignore-scripts
collection=customers.postman_collection.json
mkdir -p build
node collection.mjs ../../api/openapi.yaml "build/$collection"
cmp -s "build/$collection" "$collection" || {
	cp "build/$collection" "$collection"
	echo "stories: $collection was not up to date: commit the new one" >&2
	exit 1
}
tools=$PWD/node_modules/.bin hurl=$hurl/bin/hurl ../with-sandbox.sh -- sh -euc '
	variables="baseUrl=$LEDGERLINK_BASE_URL apiKey=$LEDGERLINK_API_KEY"
	set -- $variables
	"$hurl" --test --no-color --variable "$1" --variable "$2" customers.hurl
	"$tools/httpyac" send customers.http --all --bail --output none --var "$1" "$2"
	"$tools/newman" run customers.postman_collection.json --reporters cli --reporter-cli-no-banner \
		--reporter-cli-no-summary --color off --bail --env-var "$1" --env-var "$2" >build/newman.txt || {
		cat build/newman.txt >&2
		exit 1
	}
	echo "newman: $(grep -c ✓ build/newman.txt) requests"
'
